import { Duration } from 'aws-cdk-lib';
import type { RotationLimits } from '../../core/rotation/rotation-deps.ts';

/** What rotation counts on. Shorter is for trying things out, on one machine with one clock. */
export interface RotationTiming {
  /**
   * The longest that one run of the engine may take: the time-out of its function, up to 15 minutes. No overlap is
   * shorter than this and the clocks' difference together.
   *
   * @default Duration.minutes(1)
   */
  readonly maxRunTime?: Duration;
  /**
   * The most that two clocks may differ.
   *
   * @default Duration.minutes(1)
   */
  readonly clockSkew?: Duration;
  /**
   * How far behind a read of Secrets Manager may be, in any region.
   *
   * @default Duration.minutes(1)
   */
  readonly maxPropagationDelay?: Duration;
  /**
   * After which time a rotation that doesn't get on is given up.
   *
   * @default Duration.hours(6)
   */
  readonly rotationTimeout?: Duration;
  /**
   * How often each secret is looked at, though nothing is due: how long a label that somebody moved by hand can go
   * unnoticed. Each look costs two requests of Secrets Manager: hourly 0.7 cents a key and month, each minute 43.
   *
   * @default Duration.hours(1)
   */
  readonly resyncInterval?: Duration;
}

/** @throws Error if a duration is too short or too long, with what is allowed */
export function rotationLimits(timing: RotationTiming): RotationLimits {
  const limits = {
    maxRunMs: (timing.maxRunTime ?? Duration.minutes(1)).toMilliseconds(),
    clockSkewMs: (timing.clockSkew ?? Duration.minutes(1)).toMilliseconds(),
    propagationMs: (timing.maxPropagationDelay ?? Duration.minutes(1)).toMilliseconds(),
    rotationTimeoutMs: (timing.rotationTimeout ?? Duration.hours(6)).toMilliseconds(),
    resyncIntervalMs: (timing.resyncInterval ?? Duration.hours(1)).toMilliseconds(),
  };
  const { maxRunMs, rotationTimeoutMs, resyncIntervalMs } = limits;
  assertWithin('maxRunTime', maxRunMs, { leastMs: 10_000, mostMs: 900_000 });
  // Given up sooner, a rotation could be one that is just at work.
  assertWithin('rotationTimeout', rotationTimeoutMs, { leastMs: 3 * maxRunMs, mostMs: 7 * 24 * 3_600_000 });
  assertWithin('resyncInterval', resyncIntervalMs, { leastMs: 60_000, mostMs: 24 * 3_600_000 });
  return limits;
}

function assertWithin(
  name: string,
  ms: number,
  { leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number },
): void {
  if (ms >= leastMs && ms <= mostMs) return;
  throw new Error(
    `the timing's '${name}' is ${ms / 1000} seconds; allowed are ${leastMs / 1000} to ${mostMs / 1000} seconds`,
  );
}
