import { BoundedMap } from '../bounded-map.ts';
import { type BucketDeps, type Charged, chargeBucket, type SeenDenial } from './charge-bucket.ts';
import { expectedUse, leaseMs, leaseSize } from './lease-size.ts';
import type { LimitStatus } from './limit-charge.ts';
import { type DeniedCharge, type LimitedBucket, statusesOf } from './plan-charge.ts';
import { recordThresholds } from './thresholds.ts';

export interface LeaseDeps extends BucketDeps {
  /** Returns a number in [0, 1). */
  readonly random: () => number;
}

/** A request that a lease covers, or that is denied. A refund returns the request to the lease. */
export type LeaseResult =
  | { readonly statuses: readonly LimitStatus[]; readonly refund: () => void }
  | (DeniedCharge & { readonly statuses: readonly LimitStatus[] });

/** Requests that are charged already, and that this instance can use until the end. */
interface Lease extends Charged {
  readonly endMs: number;
  left: number;
}

/** A denial that this instance repeats for a random time, so that many instances do not write at once. */
interface Pause {
  readonly denied: SeenDenial;
  readonly endMs: number;
  /** The number of consecutive denials. */
  readonly count: number;
}

interface Entry {
  lease?: Lease;
  pause?: Pause | undefined;
  /** The update in progress. Concurrent requests wait for it. */
  taking?: Promise<SeenDenial | undefined> | undefined;
}

/**
 * Makes the charge of leased limits by one instance: requests are charged to a lease in memory, and leases to the bucket.
 *
 * @returns a function that throws UnavailableError if the store did not respond, BucketContentionError if no attempt succeeded
 */
export function createLeases(
  deps: LeaseDeps,
): (limited: LimitedBucket, cost: number) => Promise<LeaseResult> {
  // By limits as well, so that changed limits take effect on the next request.
  const entries = new BoundedMap<Entry>();
  return async (limited, cost) => {
    const key = `${limited.bucket} ${JSON.stringify(limited.limits)}`;
    const entry = entries.get(key) ?? {};
    entries.set(key, entry);
    for (;;) {
      const nowMs = deps.clock();
      const { lease, pause, taking } = entry;
      if (lease && nowMs < lease.endMs && lease.left >= cost) return use(limited, lease, cost, nowMs);
      if (pause && nowMs < pause.endMs) return repeated(limited, pause, nowMs);
      if (taking) {
        await taking;
        continue;
      }
      entry.taking = takeLease(deps, limited, entry, cost);
      const denied = await entry.taking.finally(() => {
        entry.taking = undefined;
      });
      // No wait helps, because the cost exceeds the limit. Requests with a lower cost are not denied.
      if (denied?.retryAfterMs === null) return { ...denied, statuses: statusesAt(limited, denied) };
    }
  };
}

function use(limited: LimitedBucket, lease: Lease, cost: number, nowMs: number): LeaseResult {
  lease.left -= cost;
  return {
    statuses: statusesAt(limited, { ...lease, nowMs }).map((status) => ({
      ...status,
      remaining: status.remaining + lease.left,
    })),
    refund: () => {
      lease.left += cost;
    },
  };
}

function repeated(limited: LimitedBucket, { denied, endMs }: Pause, nowMs: number): LeaseResult {
  const retryAtMs = denied.nowMs + (denied.retryAfterMs ?? 0);
  return {
    exceeded: denied.exceeded,
    retryAfterMs: Math.max(retryAtMs, endMs) - nowMs,
    statuses: statusesAt(limited, { ...denied, nowMs }),
  };
}

function statusesAt({ limits }: LimitedBucket, { state, nowMs }: Pick<Charged, 'state' | 'nowMs'>) {
  return statusesOf(limits, state, nowMs);
}

/** Replaces the lease. Requests of the last lease that were not used expire, and remain charged. */
async function takeLease(
  deps: LeaseDeps,
  limited: LimitedBucket,
  entry: Entry,
  cost: number,
): Promise<SeenDenial | undefined> {
  const { limits } = limited;
  const { lease, pause } = entry;
  const lengthMs = leaseMs(limits);
  const last = lease && {
    size: lease.cost,
    used: lease.cost - lease.left,
    elapsedMs: deps.clock() - lease.nowMs,
  };
  const expected = Math.max(cost, expectedUse(last, lengthMs));
  const result = await chargeBucket(deps, limited, (seen) =>
    leaseSize(statusesAt(limited, seen), { expected, lengthMs, cost }),
  );
  await recordThresholds(deps, limited, result);
  if ('exceeded' in result) {
    const count = pause ? pause.count + 1 : 0;
    const endMs = result.nowMs + pauseMs(result, { count, lengthMs, random: deps.random });
    if (result.retryAfterMs !== null) entry.pause = { denied: result, endMs, count };
    return result;
  }
  const ends = statusesAt(limited, result).flatMap(({ limit, resetAtMs }) =>
    limit.kind === 'quota' && resetAtMs !== null ? [resetAtMs] : [],
  );
  entry.lease = { ...result, left: result.cost, endMs: Math.min(result.nowMs + lengthMs, ...ends) };
  entry.pause = undefined;
  return undefined;
}

/** Twice as long after each denial, at most half of the time of a lease. */
function pauseMs(
  { retryAfterMs }: SeenDenial,
  {
    count,
    lengthMs,
    random,
  }: { readonly count: number; readonly lengthMs: number; readonly random: () => number },
): number {
  const longest = Math.min(lengthMs / 2, (retryAfterMs ?? 0) * 2 ** count);
  return Math.ceil(longest * (1 + random()) * 0.5);
}
