import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../core/idempotency/record.ts';
import type { CommitOutcome } from '../../core/store.ts';
import { integer, text } from './attributes.ts';
import { encodeIdempotencyRecord } from './idempotency-item.ts';
import { keyItemKey } from './key-item.ts';
import { ownerItemKey } from './owner-item.ts';
import { type Attributes, type ItemKey, primaryKey } from './read-item.ts';
import { tenantItemKey } from './tenant-item.ts';

/** A condition that must hold, and what it means if it fails on the item found. */
export interface Guard {
  readonly item: TransactWriteItem;
  readonly refusal: (found: Attributes | undefined) => CommitOutcome;
}

/** Writes an item where there is none. */
export function creation(table: string, item: Attributes, refusal: CommitOutcome = 'exists'): Guard {
  return {
    item: { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
    refusal: () => refusal,
  };
}

/** Replaces a record whose window has passed: the table tidies up days late. */
export function newRecord(table: string, record: IdempotencyRecord): Guard {
  return {
    item: {
      Put: {
        TableName: table,
        Item: encodeIdempotencyRecord(record),
        ConditionExpression: 'attribute_not_exists(pk) OR #data.#createdAtMs <= :passed',
        ExpressionAttributeNames: { '#data': 'data', '#createdAtMs': 'createdAtMs' },
        ExpressionAttributeValues: { ':passed': integer(record.createdAtMs - IDEMPOTENCY_WINDOW_MS) },
      },
    },
    refusal: () => 'stale',
  };
}

/** Replaces the whole item, so that nothing stays behind: a revoked key's digests, for instance. */
export function update(table: string, item: Attributes, version: number): Guard {
  return {
    item: {
      Put: {
        TableName: table,
        Item: item,
        ConditionExpression: '#version = :replaced',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':replaced': integer(version - 1) },
      },
    },
    refusal: () => 'stale',
  };
}

export function existingTenant(table: string, id: string): Guard {
  return {
    item: {
      ConditionCheck: {
        TableName: table,
        Key: primaryKey(tenantItemKey(id)),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    refusal: () => 'no-tenant',
  };
}

export function activeOwner(table: string, tenant: string, id: string): Guard {
  const refusal: Guard['refusal'] = (found) => (found ? 'owner-cut-off' : 'no-owner');
  return { item: activeCheck(table, ownerItemKey(tenant, id)), refusal };
}

export function activeKey(table: string, id: string): Guard {
  return { item: activeCheck(table, keyItemKey(id)), refusal: () => 'key-not-active' };
}

function activeCheck(table: string, key: ItemKey): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: primaryKey(key),
      ConditionExpression: '#data.#status = :active',
      ExpressionAttributeNames: { '#data': 'data', '#status': 'status' },
      ExpressionAttributeValues: { ':active': text('active') },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
