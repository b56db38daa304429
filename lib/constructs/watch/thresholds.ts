import { AUDIT_CHAIN_BEHIND_SECONDS } from '../../contracts/metrics.ts';

/** From when on something is worth a notice. All bounds are included: so many, or more. */
export interface WatchThresholds {
  /**
   * Failed authentications in a minute.
   *
   * @default 50 - one customer whose deploy has a wrong key stays below it at some 3,000 requests an hour; a list of
   * stolen keys that is tried at a lower rate takes weeks for a million of them
   */
  readonly failuresAMinute?: number;
  /**
   * How many of a hundred decisions of a minute must fail authentication as well, for `failed-authentication-spike` and
   * `distributed-failures`: it makes their threshold grow with the traffic.
   *
   * @default 2 - mistyped keys are some 0.2 %; at 100,000 decisions a minute those alone are 200
   */
  readonly failurePercent?: number;
  /**
   * How many of a hundred decisions of a minute failed authentication.
   *
   * @default 20 - one customer of fifty who fails with everything makes 2
   */
  readonly failedPercent?: number;
  /**
   * From how many decisions in a minute that counts.
   *
   * @default 100 - below it, a single client that retries is a large part
   */
  readonly failedPercentFrom?: number;
  /**
   * How many standard deviations above what is usual at this hour failures are unusual.
   *
   * @default 4 - at 2, which CloudWatch proposes, one in twenty-odd periods of a day as usual would be
   */
  readonly unusualFailureDeviations?: number;
  /**
   * Failed authentications in five minutes up to which nothing is unusual.
   *
   * @default 20 - an API that had none for two weeks has a band without width, and the first typo is outside of it
   */
  readonly unusualFailureMinimum?: number;
  /**
   * Wrong secrets against one known key in an hour.
   *
   * @default 10 - a mistyped value fails its checksum and is not counted, so that even a few mean that somebody knows
   * the id and makes up values, or presents one that was rotated away
   */
  readonly guessesAnHour?: number;
  /**
   * Failed authentications from one address, or one /64 of IPv6, in an hour.
   *
   * @default 300 - a job that retries once a minute makes 60
   */
  readonly failuresOfAnAddressAnHour?: number;
  /**
   * Requests in a minute that could not be decided on.
   *
   * @default 3 - one is a read that was throttled, or a function that was replaced while it ran
   */
  readonly authorizerFaultsAMinute?: number;
  /**
   * Calls of an authorizer in a minute that Lambda turned away.
   *
   * @default 1 - each was a customer's request, answered with 500
   */
  readonly authorizerThrottlesAMinute?: number;
  /**
   * The 99th percentile of how long deciding takes, in milliseconds.
   *
   * @default 250 - deciding is one read, some 10 ms; a cold start takes about that
   */
  readonly slowDecisionMs?: number;
  /**
   * For how long an authorizer's lines may not come, in seconds. They are looked at every quarter of an hour.
   *
   * @default 900 - CloudWatch delivers within seconds, and a source that is probed says something each minute
   */
  readonly usageDeliveryLagSeconds?: number;
  /**
   * Changes by the admin API in a minute.
   *
   * @default 100 - people make a few; whoever imports keys knows that they do
   */
  readonly adminChangesAMinute?: number;
  /**
   * Calls of the admin API and the console in a minute that were refused.
   *
   * @default 10 - a role that lacks a right is found at the first of them
   */
  readonly adminRefusalsAMinute?: number;
  /**
   * For how long a change may have no link in the audit chain, in seconds.
   *
   * @default 300 - links are made every minute
   */
  readonly auditChainBehindSeconds?: number;
}

export const DEFAULT_THRESHOLDS = {
  failuresAMinute: 50,
  failurePercent: 2,
  failedPercent: 20,
  failedPercentFrom: 100,
  unusualFailureDeviations: 4,
  unusualFailureMinimum: 20,
  guessesAnHour: 10,
  failuresOfAnAddressAnHour: 300,
  authorizerFaultsAMinute: 3,
  authorizerThrottlesAMinute: 1,
  slowDecisionMs: 250,
  usageDeliveryLagSeconds: 900,
  adminChangesAMinute: 100,
  adminRefusalsAMinute: 10,
  auditChainBehindSeconds: AUDIT_CHAIN_BEHIND_SECONDS,
} as const satisfies Required<WatchThresholds>;

/** @throws Error that names a threshold that there is not, or that can't be one */
export function thresholdsOf(given: WatchThresholds = {}): Required<WatchThresholds> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_THRESHOLDS, name)) {
      throw new Error(
        `there is no threshold ${name}; allowed: ${Object.keys(DEFAULT_THRESHOLDS).join(', ')}`,
      );
    }
    if (typeof value !== 'number' || !(value > 0)) {
      throw new Error(`the threshold ${name} is ${value}; allowed: a number greater than 0`);
    }
  }
  for (const name of ['failurePercent', 'failedPercent'] as const) {
    const { [name]: percent = 0 } = given;
    if (percent > 100) throw new Error(`the threshold ${name} is ${percent}; allowed: up to 100`);
  }
  return { ...DEFAULT_THRESHOLDS, ...given };
}
