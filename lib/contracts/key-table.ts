/**
 * The schema of the key table, for its construct and its adapter. All indexes are generic and exist from the first
 * release, because CloudFormation can change only one index per deployment:
 *
 * - `gsi1` listings of a tenant · `gsi2` due tasks, sharded and sparse · `gsi3` by owner, sessions by key, audit by subject ·
 *   `gsi4` owners that are deactivated, audit by actor.
 *
 * The `data` of an item contains the fields of listings, and indexes project only `data`. Digests are in other attributes
 * (for keys `credentials`), which are not in any index.
 */
export const KEY_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    { name: 'gsi3', partitionKey: 'gsi3pk', sortKey: 'gsi3sk' },
    { name: 'gsi4', partitionKey: 'gsi4pk', sortKey: 'gsi4sk' },
  ],
  /** The prefix of the partitions of `gsi2` with due checks of managed keys; the number of the shard follows. */
  reconcilePrefix: 'reconcile#',
  /** The expiry of an item in seconds since 1970. DynamoDB removes items days late, so no decision depends on it. */
  timeToLive: 'ttl',
  /** The attributes that every index projects in addition to its keys. */
  projected: ['type', 'version', 'data'],
  /** The operations of the adapters, each of which DynamoDB reports system errors for. */
  operations: ['GetItem', 'TransactGetItems', 'Query', 'PutItem', 'UpdateItem', 'TransactWriteItems'],
} as const;

/** The item with the last run of the daily checks. */
export const DAILY_RUNS_KEY = { pk: 'daily-checks', sk: 'run' } as const;
