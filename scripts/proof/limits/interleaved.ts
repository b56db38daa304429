import type { BucketStore } from '../../../lib/core/limits/bucket.ts';

/** The store, with a random delay of each update in turns of the event loop. */
export function interleaved(buckets: BucketStore, random: () => number): BucketStore {
  return {
    update: async (bucket, update) => {
      for (let turns = Math.floor(random() * 8); turns > 0; turns -= 1) await Promise.resolve();
      return buckets.update(bucket, update);
    },
  };
}
