import type { AdminResponse } from '../../api-client/admin-client.ts';
import type { Columns, Fields } from '../output.ts';
import type { AuditEventView } from './read-trail.ts';

/** Columns of the event list. The changes of an event are only in its JSON. */
export const AUDIT_COLUMNS: Columns<AuditEventView> = {
  at: ({ at }) => at,
  action: ({ action }) => action,
  subject: ({ subject }) => `${subject.kind} ${subject.id}`,
  who: ({ actor }) => `${actor.kind} ${actor.name}`,
  from: ({ sourceAddress }) => sourceAddress,
};

/** The state of the audit chain. */
export const CHAIN_FIELDS: Fields<AdminResponse<'showAuditChain'>> = {
  state: ({ state }) => state,
  'verifiable since': ({ since }) => since,
  'linked through': ({ linkedThrough }) => linkedThrough,
  'newest link': ({ newestLinkAt }) => newestLinkAt,
  'verified since': ({ verifiedSince }) => verifiedSince,
  'verified links': ({ verifiedLinks }) => String(verifiedLinks),
  faults: ({ faults }) => faults.join(', ') || 'none',
};
