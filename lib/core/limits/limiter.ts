import type { Allowed, Decision } from '../access/decide.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Seen } from './charge-bucket.ts';
import { type ChargeDeps, type ChargeResult, chargeBuckets } from './charge-buckets.ts';
import { createLeases, type LeaseDeps } from './leases.ts';
import type { Limit } from './limit.ts';
import { limitHeaders, retryAfter } from './limit-headers.ts';
import { type LimitSettings, limitedBuckets } from './limited-buckets.ts';
import { localBuckets } from './local-buckets.ts';
import type { LimitedBucket } from './plan-charge.ts';

/**
 * Charges the limits of an allowed request, and returns the final decision. Never throws. The cost is computed only for a
 * request with limits.
 */
export type Limiter = (decision: Allowed, costOf: () => number) => Promise<Decision>;

export interface LimiterDeps extends ChargeDeps, LimitSettings, Pick<LeaseDeps, 'random'> {
  /** Receives the cause if the buckets cannot be charged. */
  readonly onUnavailable: (cause: unknown) => void;
}

const OUTCOME_OF = { rate: 'rate-limited', quota: 'quota-exceeded', credits: 'out-of-credits' } as const;

/**
 * Makes the limiter of an authorizer or a guard. A request without limits needs no call. If the buckets do not respond, the
 * request is denied, or, if all of its limits are `onFailure: 'allow'`, limited by the rates of this instance alone.
 */
export function createLimiter({ onUnavailable, ...deps }: LimiterDeps): Limiter {
  const local = localBuckets();
  const seen = { ...deps, lastSeen: new BoundedMap<Seen>() };
  const stored = { ...seen, chargeLease: createLeases(seen) };

  return async (decision, costOf) => {
    const buckets = limitedBuckets(decision, deps);
    const cost = buckets.length === 0 ? 0 : costOf();
    if (cost === 0) return decision;
    try {
      return withLimits(decision, await chargeBuckets(stored, buckets, cost), deps.clock());
    } catch (cause) {
      onUnavailable(cause);
      const { key, generation } = decision;
      const isDenied = buckets.some(({ limits }) => limits.some(({ onFailure }) => onFailure === 'deny'));
      if (isDenied) return { outcome: 'limiter-unavailable', key, generation };
      const charge = await chargeBuckets({ ...deps, buckets: local }, buckets.map(ratesOf), cost);
      return withLimits({ ...decision, limiterUnavailable: true }, { ...charge, statuses: [] }, deps.clock());
    }
  };
}

/** The decision on a request after its charge. Pure. */
export function withLimits(decision: Allowed, { denial, statuses }: ChargeResult, nowMs: number): Decision {
  const headers = limitHeaders(statuses, nowMs);
  if (!denial) return { ...decision, limitHeaders: headers };
  const { key, generation } = decision;
  return {
    outcome: OUTCOME_OF[denial.exceeded.kind],
    key,
    generation,
    limit: { name: denial.exceeded.name, headers: { ...retryAfter(denial.retryAfterMs), ...headers } },
  };
}

function ratesOf({ bucket, limits }: LimitedBucket): LimitedBucket {
  return { bucket, limits: limits.filter((limit: Limit) => limit.kind === 'rate') };
}
