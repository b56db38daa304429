/**
 * List prices of us-east-1 in USD, without free tiers, in the first tier of volume. When you update one, check
 * them all and set the date. Sources: aws.amazon.com/{api-gateway,lambda,dynamodb,cloudwatch,kms}/pricing.
 */
export const PRICES = {
  region: 'us-east-1',
  asOf: '2026-11-23',
  /** API Gateway, per million requests. Requests that an authorizer denies are free. */
  restRequests: 3.5,
  httpRequests: 1,
  /** Lambda on arm64: per million invocations, and per GB-second, counted in whole milliseconds. */
  invocations: 0.2,
  gbSeconds: 0.000_013_333_4,
  /** DynamoDB on demand: per million units, each a strong read of up to 4 KB. */
  readUnits: 0.125,
  /** … and each a write of up to 1 KB, to the table and to each index that it changes. */
  writeUnits: 0.625,
  /** DynamoDB, per GB and month: the table with its indexes, and point-in-time recovery of the table alone. */
  tableStorage: 0.25,
  recoveryStorage: 0.2,
  /** CloudWatch Logs, per GB taken in, and per GB kept for a month. */
  logIngestion: 0.5,
  logStorage: 0.03,
  /** CloudWatch, a month: a metric of one's own, a metric that an alarm looks at, a composite alarm, a dashboard. */
  customMetric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  /** KMS: a customer key a month, and per 10,000 calls. */
  customerManagedKey: 1,
  keyCalls: 0.03,
} as const;

/** Up to here a month, the first tier of every price holds. */
export const FIRST_TIER_REQUESTS = 300_000_000;
