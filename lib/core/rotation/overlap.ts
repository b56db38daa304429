import { durationText } from '../durations.ts';
import type { RotationLimits } from './rotation-deps.ts';

/** The delays until a consumer sends the new value, in milliseconds. */
export interface Delays {
  /** The cache TTL of consumers. Default of the AWS caching clients: one hour. */
  readonly consumerCacheMs: number;
  /** The cache TTL of authorizer results in API Gateway. */
  readonly authorizerCacheMs: number;
  /** The maximum difference between two clocks. */
  readonly clockSkewMs: number;
}

/** The shortest overlap in which every consumer reads the new value. */
export function leastOverlapMs({ consumerCacheMs, authorizerCacheMs, clockSkewMs }: Delays): number {
  return consumerCacheMs + authorizerCacheMs + clockSkewMs;
}

/** Why an overlap is too short, for the API and the synthesis; undefined if it is long enough. */
export function overlapRejection(overlapMs: number, delays: Delays): string | undefined {
  const least = leastOverlapMs(delays);
  if (overlapMs >= least) return undefined;
  return (
    `an overlap of ${durationText(overlapMs)} is too short: consumers may hold the old value for ` +
    `${durationText(least)} (consumer cache ${durationText(delays.consumerCacheMs)} + authorizer cache ` +
    `${durationText(delays.authorizerCacheMs)} + clock skew ${durationText(delays.clockSkewMs)}); give at least that, or say that the consumers' cache is shorter`
  );
}

/**
 * For how long an old credential is kept once the new one is current everywhere: through the overlap, and until no
 * step that began before can move the label back.
 */
export function overlapWaitMs(
  overlapMs: number,
  { maxRunMs, clockSkewMs, propagationMs }: RotationLimits,
): number {
  return Math.max(overlapMs, maxRunMs + clockSkewMs) + propagationMs;
}

/**
 * When no run of a rotation that was abandoned then can be in progress any more, by any clock, and all can be read. The
 * commit that abandoned it can itself be as late as one run lasts; a run that read before it lasts one more.
 */
export function drainedAtMs(
  abandonedAtMs: number,
  { maxRunMs, clockSkewMs, propagationMs }: RotationLimits,
): number {
  return abandonedAtMs + 2 * maxRunMs + clockSkewMs + propagationMs;
}
