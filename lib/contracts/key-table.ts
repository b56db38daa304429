/**
 * The key table's shape, for the construct that makes it and the adapter that speaks to it. All indexes
 * exist from the first release, generic and overloaded, because CloudFormation changes one a deployment:
 *
 * - `gsi1` listings of a tenant · `gsi2` due work, sharded and sparse · `gsi3` by owner, sessions by key, audit by subject ·
 *   `gsi4` owners that are deactivated, audit by actor.
 *
 * An item's `data` holds what listings show, so that indexes project it and nothing else; digests stand beside it
 * (a key's in `credentials`), where no index holds them.
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
  /** When DynamoDB may remove an item, in seconds since 1970. It does so days late: no decision rests on it. */
  timeToLive: 'ttl',
  /** The attributes that every index projects beside its keys. */
  projected: ['type', 'version', 'data'],
} as const;
