import { BUCKET_EVENT, type BucketAssignment, type BucketState, type BucketUpdate } from './bucket.ts';
import type { BucketDeps, Seen } from './charge-bucket.ts';
import { unchanged } from './credits.ts';
import type { CreditLimit, Limit, QuotaLimit } from './limit.ts';
import { type LimitedBucket, statusesOf } from './plan-charge.ts';
import { tagOf } from './quota.ts';

/** The limits with windows, in which a threshold is reached once. */
type WindowLimit = QuotaLimit | CreditLimit;

/**
 * Records the thresholds that the state of a bucket has reached. If this fails, or if the instance ends before it, the next
 * charge records them, because it sees the same state.
 */
export async function recordThresholds(
  { buckets, lastSeen }: BucketDeps,
  { bucket, limits }: LimitedBucket,
  { state, nowMs }: Seen,
): Promise<void> {
  const update = planThresholds(limits, state, nowMs);
  if (!update) return;
  const result = await buckets.update(bucket, update).catch(() => undefined);
  if (result) lastSeen?.set(bucket, { state: result.state, nowMs });
}

/**
 * Plans the update that records the reached thresholds of quotas and credits: 80 and 100 percent. Pure. The condition on the last
 * record makes it the only update that records them.
 */
export function planThresholds(
  limits: readonly Limit[],
  state: BucketState,
  nowMs: number,
): BucketUpdate | undefined {
  const set = statusesOf(limits, state, nowMs).flatMap(({ limit, remaining, resetAtMs }) => {
    if (limit.kind === 'rate') return [];
    const percent = remaining <= 0 ? 100 : remaining <= limit.max / 5 ? 80 : 0;
    const attribute = thresholdAttribute(limit);
    // Windows end at a full second, so that the last three digits have the percentage.
    const to = (resetAtMs ?? 0) + percent;
    return percent > 0 && to > (state[attribute] ?? 0) ? [{ attribute, to }] : [];
  });
  if (set.length === 0) return undefined;
  return {
    when: set.map(({ attribute }) => unchanged(attribute, state)),
    set: [...set, { attribute: BUCKET_EVENT, to: 1 }],
  };
}

/** The assignments after which each threshold can be reached again: of a reset, or of added credits. */
export function restartThresholds(limit: Limit, nowMs: number): readonly BucketAssignment[] {
  if (limit.kind === 'rate') return [];
  return [
    { attribute: thresholdAttribute(limit), to: 0 },
    { attribute: restartAttribute(thresholdAttribute(limit)), to: nowMs },
  ];
}

const PREFIX = 'n.';

/** Stores the end of the window in milliseconds, 0 if it has none, plus the highest threshold in percent. */
function thresholdAttribute(limit: WindowLimit): string {
  const period = limit.kind === 'quota' ? limit.period : limit.refill?.period;
  return `${PREFIX}${limit.name}.${period ? tagOf(period) : ''}`;
}

/** Stores the time of the last restart. */
function restartAttribute(threshold: string): string {
  return `g.${threshold.slice(PREFIX.length)}`;
}

/** A threshold that one update of a bucket recorded. */
export interface ReachedThreshold {
  /** The name of the limit. */
  readonly limit: string;
  readonly percent: 80 | 100;
  /** The end of the window; null for credits without a refill. */
  readonly windowEndMs: number | null;
  /** Identifies the threshold in the bucket: the limit, the window and the percentage. */
  readonly id: string;
}

/** The thresholds that are recorded in the second state of a bucket and not in the first. */
export function reachedThresholds(before: BucketState, after: BucketState): readonly ReachedThreshold[] {
  return Object.entries(after).flatMap(([attribute, value]) => {
    const percent = value % 1000;
    if (!attribute.startsWith(PREFIX) || value === before[attribute]) return [];
    if (percent !== 80 && percent !== 100) return [];
    const restarted = after[restartAttribute(attribute)] ?? 0;
    return [
      {
        limit: attribute.slice(PREFIX.length, attribute.lastIndexOf('.')),
        percent,
        windowEndMs: value - percent || null,
        id: `${attribute} ${value} ${restarted}`,
      },
    ];
  });
}
