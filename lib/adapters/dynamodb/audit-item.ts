import { actorFingerprint } from '../../core/audit/actor.ts';
import { AUDIT_ACTIONS, type AuditEvent, SUBJECT_KINDS } from '../../core/audit/event.ts';
import { eventKeptUntilMs } from '../../core/audit/retention.ts';
import { integer, isoInstant, jsonOrNull, map, text } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes } from './read-item.ts';

const TYPE = 'audit';

/** The partition of a tenant's events of one day, `yyyy-mm-dd` in UTC. */
export function auditPartition(tenant: string, day: string): string {
  return `audit#${tenant}#${day}`;
}

/** The partition of `gsi3` that lists the events of one subject. */
export function subjectPartition(tenant: string, { kind, id }: AuditEvent['subject']): string {
  return `audit#${tenant}#${kind}#${id}`;
}

/** The partition of `gsi4` that lists the events of one actor. */
export function actorPartition(tenant: string, actor: string): string {
  return `audit#${tenant}#actor#${actorFingerprint(actor)}`;
}

/** Where an event stands among others: by time, then by id. */
export function auditPositionOf({ atMs, id }: Pick<AuditEvent, 'atMs' | 'id'>): string {
  return `${isoInstant(atMs)}#${id}`;
}

/**
 * Events lie by tenant and day, in the order of time; `gsi3` finds those of one subject, `gsi4` those of one actor.
 * Items of before there was reading are not in `gsi4`. Nothing ever changes one, and DynamoDB alone deletes it when
 * its retention is over: where none is given it is kept as long as the table.
 */
export function encodeAuditEvent(event: AuditEvent, retentionDays?: number): Attributes {
  const { id, atMs, tenant, action, subject, caller, before, after } = event;
  const position = auditPositionOf(event);
  return {
    pk: text(auditPartition(tenant, dayOf(position))),
    sk: text(position),
    type: text(TYPE),
    data: map({
      id: text(id),
      atMs: integer(atMs),
      tenant: text(tenant),
      action: text(action),
      subject: map({ kind: text(subject.kind), id: text(subject.id) }),
      caller: map({ id: text(caller.id), sourceAddress: text(caller.sourceAddress) }),
      before: jsonOrNull(before),
      after: jsonOrNull(after),
    }),
    gsi3pk: text(subjectPartition(tenant, subject)),
    gsi3sk: text(position),
    gsi4pk: text(actorPartition(tenant, caller.id)),
    gsi4sk: text(position),
    ...(retentionDays !== undefined && { ttl: seconds(eventKeptUntilMs(atMs, retentionDays)) }),
  };
}

/** @throws UnexpectedItemError */
export function decodeAuditEvent(item: Attributes): AuditEvent {
  const data = Fields.of(TYPE, item).map('data');
  const [subject, caller] = [data.map('subject'), data.map('caller')];
  return {
    id: data.text('id'),
    atMs: data.integer('atMs'),
    tenant: data.text('tenant'),
    action: data.oneOf('action', AUDIT_ACTIONS),
    subject: { kind: subject.oneOf('kind', SUBJECT_KINDS), id: subject.text('id') },
    caller: { id: caller.text('id'), sourceAddress: caller.text('sourceAddress') },
    before: data.jsonObjectOrNull('before'),
    after: data.jsonObjectOrNull('after'),
  };
}

/** When retention may take an event; null where it is kept as long as the table. */
export function keptUntilMsOf(item: Attributes): number | null {
  return item.ttl ? Number(item.ttl.N) * 1000 : null;
}

/** What DynamoDB takes as the end of an item: never before the instant. */
function seconds(ms: number) {
  return integer(Math.ceil(ms / 1000));
}

/** The day of an instant or a position, in UTC. */
export function dayOf(position: string): string {
  return position.slice(0, 'yyyy-mm-dd'.length);
}
