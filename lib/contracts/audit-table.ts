/**
 * The schema of the audit chain table, for its construct and its adapter. The links are in one partition, in order. Other
 * items record which events are linked.
 */
export const AUDIT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** When DynamoDB may remove an item, in seconds since 1970. */
  timeToLive: 'ttl',
} as const;

/** The maximum number of events in a link. A DynamoDB transaction has at most 100 items, and the link is one of them. */
export const EVENTS_PER_LINK = 99;

/** The prefix of the partition keys of audit events in the key table. */
export const AUDIT_EVENT_PREFIX = 'audit#';

/** The key of the item that probes the key table's stream. It cannot be a tenant, because tenant IDs have no dots. */
export const AUDIT_PROBE_KEY = { pk: 'audit#.probe', sk: 'probe' } as const;

/** The prefix of archived links. A zero-padded number follows, so that the names sort in order. */
export const ARCHIVE_PREFIX = 'links/';

/** The prefix of archived batches of events. The day of the latest event in UTC and a hash of the event IDs follow. */
export const ARCHIVED_EVENTS_PREFIX = 'events/';
