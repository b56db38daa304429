import { leastOverlapMs } from '../../../../lib/core/rotation/overlap.ts';
import type { RotationLimits } from '../../../../lib/core/rotation/rotation-deps.ts';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** For how long the three consumers keep what they read. */
export const CACHES_MS = [0, 5 * MINUTE, HOUR] as const;
/** One more, who keeps it longer than they should and calls on each half hour: for keys that retire when unused. */
export const SLOW = { cacheMs: 12 * HOUR, everyMs: 30 * MINUTE } as const;

/** How far behind what is published of use may be, without a word: less than from one call of such a consumer to the next. */
export const MAX_LATENESS_MS = 15 * MINUTE;

/** How far a clock is off at most, to either side. */
export const CLOCK_OFF_MS = 30 * SECOND;
/** How far behind a read of Secrets Manager is at most. */
export const STALE_MS = 30 * SECOND;

export const LIMITS: RotationLimits = {
  maxRunMs: 15 * MINUTE,
  clockSkewMs: 2 * CLOCK_OFF_MS,
  propagationMs: STALE_MS,
  rotationTimeoutMs: 3 * HOUR,
  resyncIntervalMs: HOUR,
};

/** The shortest that is allowed. */
export const OVERLAP_MS = leastOverlapMs({
  consumerCacheMs: HOUR,
  authorizerCacheMs: 0,
  clockSkewMs: LIMITS.clockSkewMs,
});
export const RETIRE_DEADLINE_MS = 48 * HOUR;
export const ROTATE_EVERY_MS = 6 * HOUR;
