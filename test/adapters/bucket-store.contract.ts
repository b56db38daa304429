import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BucketCondition, BucketStore } from '../../lib/core/limits/bucket.ts';
import { chargeBuckets } from '../../lib/core/limits/charge-buckets.ts';
import { quota, rate } from '../support/limits.ts';

/** Everything that the port of buckets promises. Each test has its own bucket, because the real table is shared. */
export function bucketStoreContract(name: string, buckets: BucketStore): void {
  const newBucket = () => `key#${randomUUID()}`;

  describe(name, () => {
    it('writes all assignments and returns the new state', async () => {
      const bucket = newBucket();
      const first = await buckets.update(bucket, {
        when: [{ attribute: 't.a', is: 'absent' }],
        set: [
          { attribute: 't.a', to: 7 },
          { attribute: 'u.b', to: 1_801_396_800_000_000 },
        ],
      });
      expect(first).toEqual({ applied: true, state: { 't.a': 7, 'u.b': 1_801_396_800_000_000 } });
      const second = await buckets.update(bucket, {
        when: [{ attribute: 't.a', is: 'equal', value: 7 }],
        set: [{ attribute: 't.a', add: -2 }],
      });
      expect(second.state).toEqual({ 't.a': 5, 'u.b': 1_801_396_800_000_000 });
    });

    it('writes nothing if one condition fails, and returns the stored state', async () => {
      const bucket = newBucket();
      await buckets.update(bucket, {
        when: [{ attribute: 'a', is: 'absent' }],
        set: [{ attribute: 'a', to: 1 }],
      });
      const result = await buckets.update(bucket, {
        when: [
          { attribute: 'a', is: 'equal', value: 1 },
          { attribute: 'b', is: 'at-least', value: 0 },
        ],
        set: [{ attribute: 'a', to: 2 }],
      });
      expect(result).toEqual({ applied: false, state: { a: 1 } });
    });

    it.each<[BucketCondition, readonly number[]]>([
      [{ attribute: 'a', is: 'absent' }, []],
      [{ attribute: 'a', is: 'absent-or-below', value: 5 }, [3, 4]],
      [{ attribute: 'a', is: 'between', low: 4, high: 5 }, [4, 5]],
      [{ attribute: 'a', is: 'equal', value: 5 }, [5]],
      [{ attribute: 'a', is: 'at-most', value: 5 }, [3, 4, 5]],
      [{ attribute: 'a', is: 'at-least', value: 5 }, [5, 6]],
    ])('meets %j', async (condition, values) => {
      const isMet = async (stored: number | undefined) => {
        const bucket = newBucket();
        if (stored !== undefined) {
          const set = [{ attribute: 'a', to: stored }];
          await buckets.update(bucket, { when: [{ attribute: 'a', is: 'absent' }], set });
        }
        return (await buckets.update(bucket, { when: [condition], set: [{ attribute: 'b', to: 1 }] }))
          .applied;
      };
      const met = [];
      for (const stored of [3, 4, 5, 6]) if (await isMet(stored)) met.push(stored);
      expect(met).toEqual(values);
      expect(await isMet(undefined)).toBe(condition.is === 'absent' || condition.is === 'absent-or-below');
    });

    it('admits exactly the burst and the quota of 64 requests at once', async () => {
      for (const limit of [rate({ requests: 1, perSeconds: 3600, burst: 20 }), quota({ max: 20 })]) {
        const limited = [{ bucket: newBucket(), limits: [limit] }];
        const results = await Promise.all(
          Array.from({ length: 64 }, () => chargeBuckets({ buckets, clock: Date.now }, limited, 1)),
        );
        expect(results.filter(({ denial }) => denial === null)).toHaveLength(20);
      }
    });
  });
}
