/**
 * The schema of the usage table, for its construct and its adapter. All indexes are generic and exist from the first
 * release, because CloudFormation can change only one index per deployment:
 *
 * - `gsi1` keys by the month of their last use, or the day of their issue · `gsi2`, `gsi3` and `gsi4` reserved.
 *
 * The index of keys projects only keys, because each use would have to write every projected attribute.
 */
export const USAGE_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk', projected: [] },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsi2sk', projected: ['type', 'data'] },
    { name: 'gsi3', partitionKey: 'gsi3pk', sortKey: 'gsi3sk', projected: ['type', 'data'] },
    { name: 'gsi4', partitionKey: 'gsi4pk', sortKey: 'gsi4sk', projected: ['type', 'data'] },
  ],
  /** The expiry of an item in seconds since 1970. */
  timeToLive: 'ttl',
  /** The prefixes of partition keys that the recorder may write. */
  recordedPrefixes: ['key#', 'delivery#', 'partial#'],
  /** The prefixes of partition keys with failure counts, which the recorder may update. */
  failurePrefixes: ['failures#'],
  /** The prefixes of partition keys that the aggregation of partial usage may write. */
  countedPrefixes: ['key#', 'tenant#', 'merged#'],
  /** The partition that states which partial usage is merged. */
  mergedPartition: 'merged#',
  /** The prefixes of partition keys with the access log, which the aggregation may write. */
  loggedPrefixes: ['log#'],
  /** The partitions of partial usage. The table stream delivers each partition in order. */
  partialUsagePartitions: ['partial#0', 'partial#1', 'partial#2', 'partial#3'],
} as const;
