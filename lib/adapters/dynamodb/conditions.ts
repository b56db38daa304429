import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../core/idempotency/record.ts';
import type { CommitOutcome } from '../../core/store.ts';
import { integer, text } from './attributes.ts';
import { encodeIdempotencyRecord } from './idempotency-item.ts';
import { type Attributes, type ItemKey, primaryKey } from './item.ts';
import { keyItemKey } from './key-item.ts';
import { ownerItemKey } from './owner-item.ts';
import { tenantItemKey } from './tenant-item.ts';

/** A write condition and the result of its failure for the existing item. */
export interface WriteCondition {
  readonly item: TransactWriteItem;
  readonly rejection: (found: Attributes | undefined) => CommitOutcome;
}

/** Writes an item that does not exist yet. */
export function creation(
  table: string,
  item: Attributes,
  rejection: CommitOutcome = 'exists',
): WriteCondition {
  return {
    item: { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
    rejection: () => rejection,
  };
}

/** Replaces a record whose window has passed: DynamoDB can remove expired items days late. */
export function newRecord(table: string, record: IdempotencyRecord): WriteCondition {
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
    rejection: () => 'version-conflict',
  };
}

/** Replaces the whole item, so that removed attributes disappear, such as the digests of a revoked key. */
export function update(
  table: string,
  item: Attributes,
  version: number,
  replacedVersion = version - 1,
): WriteCondition {
  return {
    item: {
      Put: {
        TableName: table,
        Item: item,
        ConditionExpression: '#version = :replaced',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':replaced': integer(replacedVersion) },
      },
    },
    rejection: () => 'version-conflict',
  };
}

export function existingTenant(table: string, id: string): WriteCondition {
  return {
    item: {
      ConditionCheck: {
        TableName: table,
        Key: primaryKey(tenantItemKey(id)),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    rejection: () => 'tenant-not-found',
  };
}

/** Requires an active owner, and its version if one is named. */
export function activeOwner(table: string, { tenant, id, version }: OwnerCondition): WriteCondition {
  const rejection: WriteCondition['rejection'] = (found) => {
    if (!found) return 'owner-not-found';
    return isActive(found) ? 'version-conflict' : 'owner-deactivated';
  };
  return { item: activeCheck(table, ownerItemKey(tenant, id), version), rejection };
}

interface OwnerCondition {
  readonly tenant: string;
  readonly id: string;
  readonly version?: number | undefined;
}

/** Requires an active key, and its version if one is named. */
export function activeKey(table: string, id: string, version?: number): WriteCondition {
  const rejection: WriteCondition['rejection'] = (found) =>
    found && isActive(found) ? 'version-conflict' : 'key-not-active';
  return { item: activeCheck(table, keyItemKey(id), version), rejection };
}

/** Requires that an item still has the version that was read. */
export function unchanged(table: string, key: ItemKey, version: number): WriteCondition {
  return {
    item: {
      ConditionCheck: {
        TableName: table,
        Key: primaryKey(key),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': integer(version) },
      },
    },
    rejection: () => 'version-conflict',
  };
}

function isActive({ data }: Attributes): boolean {
  return data?.M?.status?.S === 'active';
}

function activeCheck(table: string, key: ItemKey, version: number | undefined): TransactWriteItem {
  const isVersion = version !== undefined;
  return {
    ConditionCheck: {
      TableName: table,
      Key: primaryKey(key),
      ConditionExpression: isVersion
        ? '#data.#status = :active AND #version = :version'
        : '#data.#status = :active',
      ExpressionAttributeNames: {
        '#data': 'data',
        '#status': 'status',
        ...(isVersion && { '#version': 'version' }),
      },
      ExpressionAttributeValues: {
        ':active': text('active'),
        ...(isVersion && { ':version': integer(version) }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
