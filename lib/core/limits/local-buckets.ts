import { BoundedMap } from '../bounded-map.ts';
import type { BucketAssignment, BucketCondition, BucketState, BucketStore, BucketUpdate } from './bucket.ts';

/** Buckets in the memory of one process, with the conditions and updates of the table. The oldest one is evicted. */
export function localBuckets(): BucketStore & { readonly stateOf: (bucket: string) => BucketState } {
  const buckets = new BoundedMap<BucketState>();
  const stateOf = (bucket: string) => buckets.get(bucket) ?? {};
  return {
    stateOf,
    update: async (bucket, update) => {
      const state = stateOf(bucket);
      const next = updated(state, update);
      if (!next) return { applied: false, state };
      buckets.set(bucket, next);
      return { applied: true, state: next };
    },
  };
}

/** The state after an update; undefined if one of its conditions is not met. */
export function updated(state: BucketState, { when, set }: BucketUpdate): BucketState | undefined {
  if (!when.every((condition) => isMet(condition, state))) return undefined;
  return { ...state, ...Object.fromEntries(set.map((each) => assigned(each, state))) };
}

/** As in DynamoDB, an absent attribute meets no comparison. */
function isMet(condition: BucketCondition, state: BucketState): boolean {
  const stored = state[condition.attribute];
  switch (condition.is) {
    case 'absent':
      return stored === undefined;
    case 'absent-or-below':
      return stored === undefined || stored < condition.value;
    case 'between':
      return stored !== undefined && stored >= condition.low && stored <= condition.high;
    case 'equal':
      return stored === condition.value;
    case 'at-most':
      return stored !== undefined && stored <= condition.value;
    case 'at-least':
      return stored !== undefined && stored >= condition.value;
  }
}

function assigned(assignment: BucketAssignment, state: BucketState): readonly [string, number] {
  const { attribute } = assignment;
  return [attribute, 'to' in assignment ? assignment.to : (state[attribute] ?? 0) + assignment.add];
}
