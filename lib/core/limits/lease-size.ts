import { isLeased, type Limit, type RateLimit } from './limit.ts';
import type { LimitStatus } from './limit-charge.ts';

/** The most leases per second of a rate that is used up: an item of the table takes 1,000 writes per second. */
const SMALLEST_PER_SECOND = 250;
/** The share of the expected use, so that a lease is used up before it ends. */
const SHARE = 0.8;

/** What an instance used of its last lease. */
export interface LeaseUse {
  readonly size: number;
  readonly used: number;
  readonly elapsedMs: number;
}

/** The least that is leased from a rate that is nearly used up, if the instance can use as much. */
export function smallestLease({ requests, perSeconds }: Pick<RateLimit, 'requests' | 'perSeconds'>): number {
  return Math.ceil(requests / perSeconds / SMALLEST_PER_SECOND);
}

/** The time of a lease in milliseconds, which is the shortest one of its limits. */
export function leaseMs(limits: readonly Limit[]): number {
  return 1000 * Math.min(...limits.filter(isLeased).map(({ leaseSeconds }) => leaseSeconds));
}

/** The expected use until the lease ends, at most twice the last lease. */
export function expectedUse(last: LeaseUse | undefined, lengthMs: number): number {
  if (!last) return 1;
  const expected = Math.ceil((SHARE * last.used * lengthMs) / Math.max(1, last.elapsedMs));
  return Math.max(1, Math.min(2 * last.size, expected));
}

/**
 * How much to lease: the expected use, at most half of what every limit still allows and a quarter of what a rate allows in
 * the time of the lease. Near the end of a rate, the smallest lease limits the number of writes.
 */
export function leaseSize(
  statuses: readonly LimitStatus[],
  {
    expected,
    lengthMs,
    cost,
  }: { readonly expected: number; readonly lengthMs: number; readonly cost: number },
): number {
  let [most, least] = [expected, expected];
  for (const { limit, remaining } of statuses) {
    most = Math.min(most, Math.floor(remaining / 2));
    if (limit.kind === 'rate') {
      most = Math.min(most, largestLease(limit, lengthMs));
      least = Math.min(least, smallestLease(limit));
    } else {
      least = Math.min(least, Math.max(1, most));
    }
  }
  return Math.max(cost, most, least);
}

/** A quarter of what the rate allows in the time of the lease. */
export function largestLease({ requests, perSeconds }: RateLimit, lengthMs: number): number {
  return Math.floor((requests * lengthMs) / perSeconds / 1000 / 4);
}
