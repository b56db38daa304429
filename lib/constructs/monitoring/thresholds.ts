import { AUDIT_CHAIN_LAG_SECONDS } from '../../contracts/metrics.ts';

/**
 * Thresholds of the alarms. An alarm starts at its threshold or above. Alarms without an option here have the threshold of
 * their definition in `alarms/`.
 */
export interface AlarmThresholds {
  /**
   * Failed authentications per minute.
   *
   * @default 50 - one customer with a wrong key stays below it at some 3,000 requests per hour. At a lower rate, an
   * attacker needs weeks to try a list of a million stolen keys
   */
  readonly failuresPerMinute?: number;
  /**
   * Minimum percentage of failed authentications per minute for `failed-authentication-spike` and
   * `distributed-failures`, so that their threshold grows with the traffic.
   *
   * @default 2 - mistyped keys are some 0.2 %, which is 200 at 100,000 decisions per minute
   */
  readonly failurePercent?: number;
  /**
   * Percentage of failed authentications per minute for `failed-authentication-ratio`.
   *
   * @default 20 - one customer of fifty whose requests all fail causes 2
   */
  readonly failedPercent?: number;
  /**
   * Minimum number of decisions per minute for `failedPercent`.
   *
   * @default 100 - below it, a single client that retries is a large share
   */
  readonly failedPercentMinRequests?: number;
  /**
   * Width of the anomaly detection band in standard deviations.
   *
   * @default 4 - at 2, the default of CloudWatch, about one in twenty periods of a normal day is outside the band
   */
  readonly unusualFailureDeviations?: number;
  /**
   * Failed authentications per five minutes up to which `failed-authentication-anomaly` does not start.
   *
   * @default 20 - the band of an API without failures for two weeks has no width, so that the first typing error is
   * outside the band
   */
  readonly unusualFailureMinimum?: number;
  /**
   * Wrong secrets against one existing key per hour.
   *
   * @default 10 - a mistyped value fails its checksum and is not counted. A few failures therefore mean that a caller
   * knows the ID and guesses values, or presents a rotated value
   */
  readonly guessesPerHour?: number;
  /**
   * Failed authentications from one address, or one /64 of IPv6, per hour.
   *
   * @default 300 - a job that retries once a minute causes 60
   */
  readonly failuresPerSourceIpPerHour?: number;
  /**
   * Requests without a decision per minute.
   *
   * @default 3 - a throttled read, or a function that is replaced while it runs, causes one
   */
  readonly authorizerFaultsPerMinute?: number;
  /**
   * Requests per minute whose limits could not be charged: denied, or allowed without them.
   *
   * @default 3 - a charge that takes more than 300 ms causes one
   */
  readonly limiterFaultsPerMinute?: number;
  /**
   * Throttled calls of an authorizer per minute.
   *
   * @default 1 - each is a request of a customer that receives a 500 response
   */
  readonly authorizerThrottlesPerMinute?: number;
  /**
   * The 99th percentile of the decision latency, in milliseconds.
   *
   * @default 250 - a decision is one read of some 10 ms. A cold start takes about 250 ms
   */
  readonly slowDecisionMs?: number;
  /**
   * Maximum lag of the log lines of an authorizer, from their delivery to their counts, in seconds. It is checked every minute.
   *
   * @default 420 - CloudWatch delivers within seconds, each source is probed every minute, and counts are aggregated every five
   * minutes
   */
  readonly usageDeliveryLagSeconds?: number;
  /**
   * Changes through the admin API per minute.
   *
   * @default 100 - console users make a few, and an import of keys is expected
   */
  readonly adminChangesPerMinute?: number;
  /**
   * Denied calls of the admin API and the console per minute.
   *
   * @default 10 - a role without a permission is noticed at its first calls
   */
  readonly adminDenialsPerMinute?: number;
  /**
   * Maximum time of a change without a link in the audit chain, in seconds.
   *
   * @default 300 - links are appended every minute
   */
  readonly auditChainLagSeconds?: number;
}

export const DEFAULT_THRESHOLDS = {
  failuresPerMinute: 50,
  failurePercent: 2,
  failedPercent: 20,
  failedPercentMinRequests: 100,
  unusualFailureDeviations: 4,
  unusualFailureMinimum: 20,
  guessesPerHour: 10,
  failuresPerSourceIpPerHour: 300,
  authorizerFaultsPerMinute: 3,
  limiterFaultsPerMinute: 3,
  authorizerThrottlesPerMinute: 1,
  slowDecisionMs: 250,
  usageDeliveryLagSeconds: 420,
  adminChangesPerMinute: 100,
  adminDenialsPerMinute: 10,
  auditChainLagSeconds: AUDIT_CHAIN_LAG_SECONDS,
} as const satisfies Required<AlarmThresholds>;

/** @throws Error that names an unknown threshold or an invalid value */
export function thresholdsOf(thresholds: AlarmThresholds = {}): Required<AlarmThresholds> {
  for (const [name, value] of Object.entries(thresholds)) {
    if (!Object.hasOwn(DEFAULT_THRESHOLDS, name)) {
      throw new Error(
        `Unknown threshold '${name}'. Use one of: ${Object.keys(DEFAULT_THRESHOLDS).join(', ')}.`,
      );
    }
    if (typeof value !== 'number' || !(value > 0)) {
      throw new Error(`Invalid threshold '${name}': ${value}. Use a number greater than 0.`);
    }
  }
  for (const name of ['failurePercent', 'failedPercent'] as const) {
    const { [name]: percent = 0 } = thresholds;
    if (percent > 100)
      throw new Error(`Invalid threshold '${name}': ${percent}. Use a percentage of at most 100.`);
  }
  return { ...DEFAULT_THRESHOLDS, ...thresholds };
}
