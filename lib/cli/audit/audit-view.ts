import type { Columns } from '../output.ts';
import type { AuditEventView } from './read-trail.ts';

/** What a listing shows of each event; what was changed is in its JSON. */
export const AUDIT_COLUMNS: Columns<AuditEventView> = {
  at: ({ at }) => at,
  action: ({ action }) => action,
  subject: ({ subject }) => `${subject.kind} ${subject.id}`,
  who: ({ actor }) => `${actor.kind} ${actor.name}`,
  from: ({ sourceAddress }) => sourceAddress,
};
