/** The schema of the limits table, for its construct and its adapter. Each bucket is one item. */
export const LIMITS_TABLE = {
  partitionKey: 'pk',
  /** When DynamoDB may remove an idle bucket, in seconds since 1970. */
  timeToLive: 'ttl',
} as const;
