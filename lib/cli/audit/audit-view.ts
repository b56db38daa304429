import type { Columns } from '../output.ts';
import type { AuditEventView } from './read-trail.ts';

/** Columns of the event list. The changes of an event are only in its JSON. */
export const AUDIT_COLUMNS: Columns<AuditEventView> = {
  at: ({ at }) => at,
  action: ({ action }) => action,
  subject: ({ subject }) => `${subject.kind} ${subject.id}`,
  who: ({ actor }) => `${actor.kind} ${actor.name}`,
  from: ({ sourceAddress }) => sourceAddress,
};
