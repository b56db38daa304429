import type { AuditEvent } from '../../core/audit/event.ts';
import { integer, isoInstant, jsonOrNull, map, text } from './attributes.ts';
import type { Attributes } from './read-item.ts';

/** Events lie by tenant and day, in the order of time; `gsi3` finds those of one subject. */
export function encodeAuditEvent({
  id,
  atMs,
  tenant,
  action,
  subject,
  caller,
  before,
  after,
}: AuditEvent): Attributes {
  const at = isoInstant(atMs);
  const position = text(`${at}#${id}`);
  return {
    pk: text(`audit#${tenant}#${at.slice(0, 'yyyy-mm-dd'.length)}`),
    sk: position,
    type: text('audit'),
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
    gsi3pk: text(`audit#${tenant}#${subject.kind}#${subject.id}`),
    gsi3sk: position,
  };
}
