import { Duration } from 'aws-cdk-lib';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';

/** Timing limits of the rotation. Shorter values are for tests on one machine with one clock. */
export interface RotationTiming {
  /**
   * Timeout of the rotation function: 10 seconds to 15 minutes. An overlap is never shorter than the sum of this timeout and
   * the clock skew.
   *
   * @default Duration.minutes(1)
   */
  readonly maxRunTime?: Duration;
  /**
   * Maximum difference between two clocks.
   *
   * @default Duration.minutes(1)
   */
  readonly clockSkew?: Duration;
  /**
   * Maximum replication delay of Secrets Manager, in any Region.
   *
   * @default Duration.minutes(1)
   */
  readonly maxPropagationDelay?: Duration;
  /**
   * Time after which a rotation without progress is abandoned: three times `maxRunTime` to 7 days.
   *
   * @default Duration.hours(6)
   */
  readonly rotationTimeout?: Duration;
  /**
   * Interval in which each secret is checked without a due task: one minute to 24 hours. It limits how long label drift is
   * undetected. Each check is two requests to Secrets Manager: hourly 0.7 cents per key and month, every minute 43 cents.
   *
   * @default Duration.hours(1)
   */
  readonly resyncInterval?: Duration;
}

/** @throws Error with the allowed range if a duration is too short or too long */
export function rotationLimits(timing: RotationTiming): RotationLimits {
  const limits = {
    maxRunMs: (timing.maxRunTime ?? Duration.minutes(1)).toMilliseconds(),
    clockSkewMs: (timing.clockSkew ?? Duration.minutes(1)).toMilliseconds(),
    propagationMs: (timing.maxPropagationDelay ?? Duration.minutes(1)).toMilliseconds(),
    rotationTimeoutMs: (timing.rotationTimeout ?? Duration.hours(6)).toMilliseconds(),
    resyncIntervalMs: (timing.resyncInterval ?? Duration.hours(1)).toMilliseconds(),
  };
  const { maxRunMs, rotationTimeoutMs, resyncIntervalMs } = limits;
  assertWithin('maxRunTime', maxRunMs, { minMs: 10_000, maxMs: 900_000 });
  // With a shorter timeout, a rotation that is still running could be abandoned.
  assertWithin('rotationTimeout', rotationTimeoutMs, { minMs: 3 * maxRunMs, maxMs: 7 * 24 * 3_600_000 });
  assertWithin('resyncInterval', resyncIntervalMs, { minMs: 60_000, maxMs: 24 * 3_600_000 });
  return limits;
}

function assertWithin(
  name: string,
  ms: number,
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
): void {
  if (ms >= minMs && ms <= maxMs) return;
  throw new Error(
    `Invalid timing.${name}: ${ms / 1000} seconds. Use ${minMs / 1000} to ${maxMs / 1000} seconds.`,
  );
}
