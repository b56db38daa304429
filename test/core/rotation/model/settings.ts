import { leastOverlapMs } from '../../../../lib/core/rotation/overlap.ts';
import type { RotationLimits } from '../../../../lib/core/rotation/rotation-deps.ts';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The cache TTLs of the three consumers in milliseconds. */
export const CACHES_MS = [0, 5 * MINUTE, HOUR] as const;
/** A consumer that caches longer than allowed and calls each half hour, for keys that retire when unused. */
export const SLOW = { cacheMs: 12 * HOUR, everyMs: 30 * MINUTE } as const;

/** The maximum lag of usage data. It is shorter than the time between two calls of the slow consumer. */
export const MAX_LATENESS_MS = 15 * MINUTE;

/** The maximum deviation of a clock, in both directions. */
export const CLOCK_OFF_MS = 30 * SECOND;
/** The maximum lag of a read of Secrets Manager. */
export const STALE_MS = 30 * SECOND;

export const LIMITS: RotationLimits = {
  maxRunMs: 15 * MINUTE,
  clockSkewMs: 2 * CLOCK_OFF_MS,
  propagationMs: STALE_MS,
  rotationTimeoutMs: 3 * HOUR,
  resyncIntervalMs: HOUR,
};

/** The shortest allowed overlap. */
export const OVERLAP_MS = leastOverlapMs({
  consumerCacheMs: HOUR,
  authorizerCacheMs: 0,
  clockSkewMs: LIMITS.clockSkewMs,
});
export const RETIRE_DEADLINE_MS = 48 * HOUR;
export const ROTATE_EVERY_MS = 6 * HOUR;
