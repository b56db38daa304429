/**
 * The usage table's shape, for the construct that makes it and the adapter that speaks to it. All indexes exist from
 * the first release, generic and overloaded, because CloudFormation changes one a deployment:
 *
 * - `gsi1` keys by the day of their last use, or of their issue · `gsi2` access logs of tenants · `gsi3` keys by the
 *   last use of their least used permission · `gsi4` spare.
 *
 * Those of keys hold no more than the places: what they'd hold beside would have to be written at every use.
 */
export const USAGE_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk', projected: [] },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsi2sk', projected: ['type', 'data'] },
    { name: 'gsi3', partitionKey: 'gsi3pk', sortKey: 'gsi3sk', projected: [] },
    { name: 'gsi4', partitionKey: 'gsi4pk', sortKey: 'gsi4sk', projected: ['type', 'data'] },
  ],
  /** When DynamoDB may remove an item, in seconds since 1970. */
  timeToLive: 'ttl',
  /** What the partition keys of items begin with that tell of use: all that recording it may touch. */
  recordedPrefixes: ['key#', 'log#', 'delivery#', 'tally#'],
  /** The same of failures, which are added to. */
  failurePrefixes: ['failures#'],
  /** The same of adding tallies up. */
  countedPrefixes: ['key#', 'tenant#'],
  /** All tallies lie together, so that the table's stream hands them on in one order. */
  partialCounts: 'tally#',
} as const;
