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
  const minimumMs = leastOverlapMs(delays);
  if (overlapMs >= minimumMs) return undefined;
  return (
    `an overlap of ${durationText(overlapMs)} is too short: consumers may hold the old value for ` +
    `${durationText(minimumMs)} (consumer cache ${durationText(delays.consumerCacheMs)} + authorizer cache ` +
    `${durationText(delays.authorizerCacheMs)} + clock skew ${durationText(delays.clockSkewMs)}); use at least that, or a shorter consumer cache`
  );
}

/**
 * How long an old credential stays accepted after the new one is current in all Regions: at least the overlap, and until
 * no earlier run can move the label back.
 */
export function overlapWaitMs(
  overlapMs: number,
  { maxRunMs, clockSkewMs, propagationMs }: RotationLimits,
): number {
  return Math.max(overlapMs, maxRunMs + clockSkewMs) + propagationMs;
}

/**
 * When all runs of an abandoned rotation have ended by any clock, and their effects can be read. The abandoning commit can
 * be late by the duration of one run. A run that read the record before that commit can last for another one.
 */
export function drainedAtMs(
  abandonedAtMs: number,
  { maxRunMs, clockSkewMs, propagationMs }: RotationLimits,
): number {
  return abandonedAtMs + 2 * maxRunMs + clockSkewMs + propagationMs;
}
