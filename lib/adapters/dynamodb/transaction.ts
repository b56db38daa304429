import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../core/audit/event.ts';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../core/idempotency/record.ts';
import type { Change, CommitOutcome } from '../../core/store.ts';
import { integer, text } from './attributes.ts';
import { encodeAuditEvent } from './audit-item.ts';
import { encodeIdempotencyRecord } from './idempotency-item.ts';
import { encodeKey } from './key-item.ts';
import { encodeOwner, ownerItemKey } from './owner-item.ts';
import { type Attributes, primaryKey } from './read-item.ts';
import { encodeTenant, tenantItemKey } from './tenant-item.ts';

/** A condition that must hold, and what it means if it fails on the item found. */
export interface Guard {
  readonly item: TransactWriteItem;
  readonly refusal: (found: Attributes | undefined) => CommitOutcome;
}

/**
 * What a change writes and under which conditions. Where several fail, the first one tells: a repetition of
 * what was created is none of a taken id, so the record stands first, and the parent before the child, since
 * drawing another id for a key would not bring its owner back.
 */
export function guardsOf(table: string, change: Change): readonly Guard[] {
  const record = 'record' in change && change.record;
  return [...(record ? [newRecord(table, record)] : []), ...changeGuards(table, change)];
}

function changeGuards(table: string, change: Change): readonly Guard[] {
  switch (change.kind) {
    case 'create-tenant':
      return [creation(table, encodeTenant(change.tenant))];
    case 'create-owner':
      return [existingTenant(table, change.owner.tenant), creation(table, encodeOwner(change.owner))];
    case 'update-owner':
      return [update(table, encodeOwner(change.owner), change.owner.version)];
    case 'create-key':
      return [
        activeOwner(table, change.key.tenant, change.key.owner),
        creation(table, encodeKey(change.key)),
      ];
    case 'update-key':
      return [update(table, encodeKey(change.key), change.key.version)];
  }
}

/** The write of the event that tells of a change. It has no condition: its id is 128 random bits. */
export function auditWrite(table: string, event: AuditEvent): TransactWriteItem {
  return { Put: { TableName: table, Item: encodeAuditEvent(event) } };
}

function creation(table: string, item: Attributes): Guard {
  return {
    item: { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
    refusal: () => 'exists',
  };
}

/** Replaces a record whose window has passed: the table tidies up days late. */
function newRecord(table: string, record: IdempotencyRecord): Guard {
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
function update(table: string, item: Attributes, version: number): Guard {
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

function existingTenant(table: string, id: string): Guard {
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

function activeOwner(table: string, tenant: string, id: string): Guard {
  return {
    item: {
      ConditionCheck: {
        TableName: table,
        Key: primaryKey(ownerItemKey(tenant, id)),
        ConditionExpression: '#data.#status = :active',
        ExpressionAttributeNames: { '#data': 'data', '#status': 'status' },
        ExpressionAttributeValues: { ':active': text('active') },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    refusal: (found) => (found ? 'owner-cut-off' : 'no-owner'),
  };
}
