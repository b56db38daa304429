import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BoundedMap } from '../../../lib/core/bounded-map.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import type { Seen } from '../../../lib/core/limits/charge-bucket.ts';
import { chargeBuckets } from '../../../lib/core/limits/charge-buckets.ts';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { credits, quota, rate } from '../../support/limits.ts';

import { ReferenceLimiter } from './reference.ts';

const NOON = Date.parse('2027-01-31T12:00:00Z');
const hour = { unit: 'hour' } as const;

const anyLimit = fc.oneof(
  fc
    .record({
      requests: fc.integer({ min: 1, max: 50 }),
      perSeconds: fc.integer({ min: 1, max: 60 }),
      burst: fc.integer({ min: 1, max: 60 }),
    })
    .map((settings): Limit => rate(settings)),
  fc.record({ max: fc.integer({ min: 1, max: 60 }) }).map(({ max }): Limit => quota({ max, period: hour })),
  fc
    .record({
      max: fc.integer({ min: 1, max: 60 }),
      refill: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 80 }), period: fc.constant(hour) })),
    })
    .map((settings): Limit => credits(settings)),
);

const requests = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9_000_000 })),
    cost: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 80 },
);

it('admits exactly the requests that a reference limiter admits, one after another', async () => {
  await fc.assert(
    fc.asyncProperty(anyLimit, requests, async (limit, sent) => {
      const reference = new ReferenceLimiter(limit);
      const buckets = localBuckets();
      const lastSeen = new BoundedMap<Seen>();
      let nowMs = NOON;
      for (const { afterMs, cost } of sent) {
        nowMs += afterMs;
        const { denial } = await chargeBuckets(
          { buckets, clock: () => nowMs, lastSeen },
          [{ bucket: 'key#1', limits: [limit] }],
          cost,
        );
        expect(denial === null).toBe(reference.admits(nowMs, cost));
      }
    }),
  );
});

it('charges a retry after the time that a denial names', async () => {
  await fc.assert(
    fc.asyncProperty(anyLimit, requests, async (limit, sent) => {
      const buckets = localBuckets();
      let nowMs = NOON;
      const charge = (cost: number) =>
        chargeBuckets({ buckets, clock: () => nowMs }, [{ bucket: 'key#1', limits: [limit] }], cost);
      for (const { afterMs, cost } of sent) {
        nowMs += afterMs;
        const { denial } = await charge(cost);
        if (!denial || denial.retryAfterMs === null || limit.kind === 'credits') continue;
        nowMs += denial.retryAfterMs;
        expect((await charge(cost)).denial).toBeNull();
      }
    }),
  );
});

it('charges none of its limits unless all of them allow the request', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyLimit, { minLength: 2, maxLength: 4 }), requests, async (limits, sent) => {
      const named = limits.map((limit, index) => ({ ...limit, name: `limit${index}` }));
      const buckets = localBuckets();
      let nowMs = NOON;
      for (const { afterMs, cost } of sent) {
        nowMs += afterMs;
        const before = buckets.stateOf('key#1');
        const { denial } = await chargeBuckets(
          { buckets, clock: () => nowMs },
          [{ bucket: 'key#1', limits: named }],
          cost,
        );
        if (denial) expect(buckets.stateOf('key#1')).toEqual(before);
      }
    }),
  );
});

it('refunds the bucket of the key if the bucket of its owner denies', async () => {
  const buckets = localBuckets();
  const charge = (nowMs: number) =>
    chargeBuckets(
      { buckets, clock: () => nowMs },
      [
        { bucket: 'key#1', limits: [rate(), quota(), credits()] },
        { bucket: 'owner#acme#ann', limits: [quota({ max: 1 })] },
      ],
      1,
    );
  expect((await charge(NOON)).denial).toBeNull();
  const before = buckets.stateOf('key#1');
  const { denial, statuses } = await charge(NOON);
  expect(denial?.exceeded).toEqual(quota({ max: 1 }));
  expect(statuses.map(({ remaining }) => remaining)).toEqual([0]);
  expect(buckets.stateOf('key#1')).toEqual(before);
});

it('does not charge the owner if the key denies', async () => {
  const buckets = localBuckets();
  const limited = [
    { bucket: 'key#1', limits: [quota({ max: 1 })] },
    { bucket: 'owner#acme#ann', limits: [quota({ max: 10 })] },
  ];
  for (const expected of [null, 'monthly']) {
    const { denial } = await chargeBuckets({ buckets, clock: () => NOON }, limited, 1);
    expect(denial?.exceeded.name ?? null).toBe(expected);
  }
  expect(buckets.stateOf('owner#acme#ann')['u.monthly.month']).toBe(1);
});

it('denies a cost above the burst without a write, and names no time', async () => {
  const buckets: BucketStore = { update: () => Promise.reject(new Error('it wrote')) };
  const { denial } = await chargeBuckets(
    { buckets, clock: () => NOON },
    [{ bucket: 'key#1', limits: [rate({ burst: 2 })] }],
    3,
  );
  expect(denial).toMatchObject({ retryAfterMs: null });
});

it('does not repeat a charge without a response, and refunds the buckets before it', async () => {
  const memory = localBuckets();
  const calls: string[] = [];
  const buckets: BucketStore = {
    update: async (bucket, update) => {
      calls.push(bucket);
      if (bucket !== 'key#1') throw new UnavailableError('timed out');
      return memory.update(bucket, update);
    },
  };
  const charge = chargeBuckets(
    { buckets, clock: () => NOON },
    [
      { bucket: 'key#1', limits: [quota()] },
      { bucket: 'owner#acme#ann', limits: [quota()] },
    ],
    1,
  );
  await expect(charge).rejects.toThrow(UnavailableError);
  expect(calls).toEqual(['key#1', 'owner#acme#ann', 'key#1']);
  expect(memory.stateOf('key#1')['u.monthly.month']).toBe(0);
});

it('uses the later period of another instance in place of a slow clock', async () => {
  const buckets = localBuckets();
  const limited = [{ bucket: 'key#1', limits: [quota({ max: 2, period: hour })] }];
  const charge = (nowMs: number) => chargeBuckets({ buckets, clock: () => nowMs }, limited, 1);
  await charge(NOON);
  await charge(NOON - 1000);
  expect((await charge(NOON - 1000)).denial?.retryAfterMs).toBe(3_601_000);
  expect((await charge(NOON)).denial?.retryAfterMs).toBe(3_600_000);
});
