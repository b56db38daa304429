/** A price by volume: each tier ends at a number of units a month. */
export type Tiers = readonly (readonly [upTo: number, price: number])[];

/**
 * List prices of us-east-1 in USD, without free tiers. When you update one, check them all and set the date. Sources:
 * aws.amazon.com/{api-gateway,lambda,dynamodb,cloudwatch,kms,eventbridge,waf}/pricing.
 */
export const PRICES = {
  region: 'us-east-1',
  asOf: '2026-11-30',
  /** API Gateway, per million requests. Requests that an authorizer denies are free. */
  restRequests: [
    [333, 3.5],
    [1_000, 2.8],
    [20_000, 2.38],
    [Number.POSITIVE_INFINITY, 1.51],
  ],
  httpRequests: [
    [300, 1],
    [Number.POSITIVE_INFINITY, 0.9],
  ],
  /** Lambda on arm64: per million invocations, and per GB-second, counted in whole milliseconds. */
  invocations: 0.2,
  gbSeconds: [
    [7.5e9, 0.000_013_333_4],
    [18.75e9, 0.000_012_000_1],
    [Number.POSITIVE_INFINITY, 0.000_010_666_7],
  ],
  /** DynamoDB on demand: per million units, each a strong read of up to 4 KB. */
  readUnits: 0.125,
  /** … and each a write of up to 1 KB, to the table and to each index that it changes. */
  writeUnits: 0.625,
  /** DynamoDB, per GB and month: the table with its indexes, and point-in-time recovery of the table alone. */
  tableStorage: 0.25,
  recoveryStorage: 0.2,
  /** CloudWatch Logs of Lambda functions, per GB taken in, and per GB kept for a month. */
  logIngestion: [
    [10_000, 0.5],
    [30_000, 0.25],
    [50_000, 0.1],
    [Number.POSITIVE_INFINITY, 0.05],
  ],
  logStorage: 0.03,
  /** CloudWatch, a month: a metric of one's own, a metric that an alarm looks at, a composite alarm, a dashboard. */
  customMetric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  /** KMS: a customer key a month, and per 10,000 calls. */
  customerManagedKey: 1,
  keyCalls: 0.03,
  /** EventBridge Scheduler, per million invocations. */
  schedules: 1,
  /** AWS WAF: a web ACL and a rule a month, and per million requests. */
  wafAcl: 5,
  wafRule: 1,
  wafRequests: 0.6,
} as const;

/** The price of a number of units, tier by tier. */
export function priceOf(units: number, tiers: Tiers): number {
  let total = 0;
  let from = 0;
  for (const [upTo, price] of tiers) {
    total += Math.max(0, Math.min(units, upTo) - from) * price;
    from = upTo;
  }
  return total;
}
