/**
 * The audit chain's table, for the construct that makes it and the adapter that speaks to it: the links in one
 * partition, in their order, and beside them which events are in one.
 */
export const AUDIT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** When DynamoDB may remove an item, in seconds since 1970. */
  timeToLive: 'ttl',
} as const;

/** How many events a link can hold: DynamoDB takes 100 items in a transaction, and the link is one of them. */
export const EVENTS_PER_LINK = 99;

/** What the primary keys of audit events in the key table begin with. */
export const AUDIT_EVENT_PREFIX = 'audit#';

/** What is sent through the key table's stream to see that it arrives: no tenant has a dot in its name. */
export const AUDIT_PROBE_KEY = { pk: 'audit#.probe', sk: 'probe' } as const;

/** How the names of archived links begin; the number follows, of as many digits as sort it. */
export const ARCHIVE_PREFIX = 'links/';
