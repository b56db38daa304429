import { actorFingerprint } from '../../core/audit/actor.ts';
import { AUDIT_ACTIONS, type AuditEvent, SUBJECT_KINDS } from '../../core/audit/event.ts';
import { eventKeptUntilMs } from '../../core/audit/retention.ts';
import { crc32 } from '../../core/keys/checksum.ts';
import { isoInstant, keyAttributes, removableAt } from './attributes.ts';
import { integer, itemCodec, json, nullable, object, oneOf, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import { idAt } from './position.ts';

const item = itemCodec<AuditEvent, object, object>({
  type: 'audit',
  data: {
    id: text,
    atMs: integer,
    tenant: text,
    action: oneOf(AUDIT_ACTIONS),
    subject: object<AuditEvent['subject']>({ kind: oneOf(SUBJECT_KINDS), id: text }),
    caller: object<Pick<AuditEvent['caller'], 'id' | 'sourceAddress'>>({ id: text, sourceAddress: text }),
    before: nullable(json),
    after: nullable(json),
  },
  projected: {},
  hidden: {},
});

/**
 * The number of partitions of the events of a tenant on one day, and of an actor. A partition accepts 1,000 write units per
 * second, and an event takes four of them, so that one partition would limit the revocations of a tenant to 250 per second.
 */
export const AUDIT_SHARDS = 4;

/** The shard of the event at a position. */
export function auditShardOf(position: string): number {
  return crc32(idAt(position)) % AUDIT_SHARDS;
}

/** A partition of a tenant's events of one day, `yyyy-mm-dd` in UTC. */
export function auditPartition(tenant: string, day: string, shard: number): string {
  return `audit#${tenant}#${day}#${shard}`;
}

/** The primary key of the event at a position. */
export function auditItemKey(tenant: string, position: string): ItemKey {
  return { pk: auditPartition(tenant, dayOf(position), auditShardOf(position)), sk: position };
}

/** The partition of `gsi3` that lists the events of one subject. */
export function subjectPartition(tenant: string, { kind, id }: AuditEvent['subject']): string {
  return `audit#${tenant}#${kind}#${id}`;
}

/**
 * A partition of `gsi4` that lists the events of one actor. An event takes two write units in each index, so that the
 * partitions of an actor accept more than the partitions of the tenant in the table, and cannot throttle them.
 */
export function actorPartition(tenant: string, actor: string, shard: number): string {
  return `audit#${tenant}#actor#${actorFingerprint(actor)}#${shard}`;
}

/** The sort key of an event: by time, then by ID. */
export function auditPositionOf({ atMs, id }: Pick<AuditEvent, 'atMs' | 'id'>): string {
  return `${isoInstant(atMs)}#${id}`;
}

/**
 * Events are partitioned by tenant, day and shard and sorted by time. `gsi3` lists the events of a subject, `gsi4` those of
 * an actor. Items are never updated. DynamoDB deletes an event at the end of its retention; without a retention period it is
 * kept as long as the table.
 */
export function encodeAuditEvent(event: AuditEvent, retentionDays?: number): Attributes {
  const { atMs, tenant, subject, caller } = event;
  const position = auditPositionOf(event);
  return {
    ...item.encode(event),
    ...keyAttributes({
      ...auditItemKey(tenant, position),
      ...{ gsi3pk: subjectPartition(tenant, subject), gsi3sk: position },
      ...{ gsi4pk: actorPartition(tenant, caller.id, auditShardOf(position)), gsi4sk: position },
    }),
    ...(retentionDays !== undefined && removableAt(eventKeptUntilMs(atMs, retentionDays))),
  };
}

/** @throws UnexpectedItemError */
export const decodeAuditEvent: (item: Attributes) => AuditEvent = item.decode;

/** When retention can remove an event, in milliseconds since 1970; null if it is kept as long as the table. */
export function keptUntilMsOf(item: Attributes): number | null {
  return item.ttl ? Number(item.ttl.N) * 1000 : null;
}

/** The day of an instant or a position, in UTC: `yyyy-mm-dd`. */
export function dayOf(position: string): string {
  return position.slice(0, 'yyyy-mm-dd'.length);
}
