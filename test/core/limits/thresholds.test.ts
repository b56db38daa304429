import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BoundedMap } from '../../../lib/core/bounded-map.ts';
import { BUCKET_EVENT, type BucketState, type BucketStore } from '../../../lib/core/limits/bucket.ts';
import type { Seen } from '../../../lib/core/limits/charge-bucket.ts';
import { chargeBuckets } from '../../../lib/core/limits/charge-buckets.ts';
import { createLeases } from '../../../lib/core/limits/leases.ts';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { statusesOf } from '../../../lib/core/limits/plan-charge.ts';
import { planReset } from '../../../lib/core/limits/plan-reset.ts';
import { type ReachedThreshold, reachedThresholds } from '../../../lib/core/limits/thresholds.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { interleaved } from '../../../scripts/proof/limits/interleaved.ts';
import { seeded } from '../../../scripts/samples/seeded.ts';
import { credits, quota, rate } from '../../support/limits.ts';

const NOON = Date.parse('2027-01-31T12:00:00Z');
const hour = { unit: 'hour' } as const;
const BUCKET = 'key#1';

/** What happens to the update that records a threshold: it is applied, lost, or applied without a response. */
type Fault = 'none' | 'lost' | 'no-response';

/** A table whose stream is filtered as that of the deployment, and instances that charge one bucket of it. */
function table(
  limits: readonly Limit[],
  {
    isLeased = false,
    random = () => 0,
  }: { readonly isLeased?: boolean; readonly random?: () => number } = {},
) {
  const memory = localBuckets();
  const time = { nowMs: NOON };
  const next: { fault: Fault } = { fault: 'none' };
  const events: ReachedThreshold[] = [];
  const applied = async (...[bucket, update]: Parameters<BucketStore['update']>) => {
    const before = memory.stateOf(bucket);
    const result = await memory.update(bucket, update);
    if (result.applied && result.state[BUCKET_EVENT] === 1 && bucket === BUCKET) {
      events.push(...reachedThresholds(before, result.state));
    }
    return result;
  };
  const faulty: BucketStore = {
    update: async (bucket, update) => {
      const isRecord = update.set.some(
        ({ attribute, ...to }) => attribute === BUCKET_EVENT && 'to' in to && to.to === 1,
      );
      if (!isRecord || next.fault === 'none') return applied(bucket, update);
      if (next.fault === 'no-response') await applied(bucket, update);
      throw new UnavailableError('timed out');
    },
  };
  const buckets = interleaved(faulty, random);
  const instance = () => {
    const deps = { buckets, clock: () => time.nowMs, lastSeen: new BoundedMap<Seen>(), random: () => 0.5 };
    const charging = isLeased ? { ...deps, chargeLease: createLeases(deps) } : deps;
    return (cost: number, others: Parameters<typeof chargeBuckets>[1] = []) =>
      chargeBuckets(charging, [{ bucket: BUCKET, limits }, ...others], cost);
  };
  return { instance, memory, time, next, events };
}

const windowed = fc.oneof(
  fc.record({ max: fc.integer({ min: 1, max: 30 }) }).map(({ max }): Limit => quota({ max, period: hour })),
  fc
    .record({
      max: fc.integer({ min: 1, max: 30 }),
      refill: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 40 }), period: fc.constant(hour) })),
    })
    .map((settings): Limit => credits(settings)),
);

const requests = fc.array(
  fc.record({
    instance: fc.integer({ min: 0, max: 2 }),
    afterMs: fc.oneof({ weight: 5, arbitrary: fc.constant(1100) }, fc.integer({ min: 0, max: 4_000_000 })),
    cost: fc.integer({ min: 1, max: 4 }),
    fault: fc.constantFrom<Fault>('none', 'none', 'lost', 'no-response'),
  }),
  { maxLength: 60 },
);

function percentReached(limit: Limit, state: BucketState, nowMs: number): 0 | 80 | 100 {
  const [status] = statusesOf([limit], state, nowMs);
  if (!status || limit.kind === 'rate') return 0;
  const used = (limit.max - status.remaining) / limit.max;
  return used >= 1 ? 100 : used >= 0.8 ? 80 : 0;
}

it('records 80 and 100 percent once in each window, and after a crash with the next charge', async () => {
  await fc.assert(
    fc.asyncProperty(windowed, requests, async (limit, sent) => {
      const { instance, memory, time, next, events } = table([limit]);
      const instances = [instance(), instance(), instance()];
      for (const { instance: index, afterMs, cost, fault } of sent) {
        time.nowMs += afterMs;
        next.fault = fault;
        // A higher cost is denied without a look at the bucket.
        await instances[index]?.(limit.kind === 'rate' ? cost : Math.min(cost, limit.max));
        const percent = percentReached(limit, memory.stateOf(BUCKET), time.nowMs);
        if (fault !== 'none' || percent === 0) continue;
        // Nothing above the use of this window was recorded, and nothing below it is missing.
        const [status] = statusesOf([limit], memory.stateOf(BUCKET), time.nowMs);
        const recorded = events.filter(({ windowEndMs }) => windowEndMs === status?.resetAtMs);
        expect(Math.max(...recorded.map((each) => each.percent))).toBe(percent);
      }
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    }),
  );
});

it('records each threshold once under concurrent requests of several instances', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.integer(), async (isLeased, seed) => {
      const limit = quota({ max: 10, leaseSeconds: isLeased ? 1 : null });
      const { instance, time, events } = table([limit], { isLeased, random: seeded(seed) });
      await Promise.all(
        Array.from({ length: 8 }, instance).map(async (charge) => {
          for (let sent = 0; sent < 5; sent += 1) {
            await charge(1);
            time.nowMs += 300;
          }
        }),
      );
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(events.at(-1)?.percent).toBe(100);
    }),
  );
});

it('records no threshold of a request that another limit denies', async () => {
  const { instance, events } = table([quota({ max: 10 })]);
  const full = [{ bucket: 'owner#acme#ann', limits: [quota({ max: 1 })] }];
  const charge = instance();
  for (let sent = 0; sent < 7; sent += 1) await charge(1);
  for (let sent = 0; sent < 3; sent += 1) await charge(1, full);
  expect(events.map(({ percent }) => percent)).toEqual([80]);
});

it('writes no more than twice in a window for its thresholds, and never for a rate', async () => {
  const { instance, memory, events } = table([rate({ burst: 10, requests: 10 }), quota({ max: 100 })]);
  let writes = 0;
  const update = memory.update;
  memory.update = async (bucket, change) => {
    writes += 1;
    return update(bucket, change);
  };
  const charge = instance();
  for (let sent = 0; sent < 30; sent += 1) await charge(1);
  expect(events).toEqual([]);
  expect(writes).toBe(10);
});

it('records the thresholds of a window again after a reset, with other IDs', async () => {
  const limit = quota({ max: 2 });
  const { instance, memory, time, events } = table([limit]);
  const charge = instance();
  for (let round = 0; round < 2; round += 1) {
    for (let sent = 0; sent < 3; sent += 1) await charge(1);
    time.nowMs += 2000;
    await memory.update(BUCKET, planReset([limit], limit, time.nowMs));
  }
  expect(events.map(({ percent }) => percent)).toEqual([100, 100]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

it('names the limit and the end of its window', async () => {
  const limits = [quota({ name: 'api.v1', max: 5, period: hour }), credits({ name: 'prepaid', max: 5 })];
  const { instance, events } = table(limits);
  await instance()(4);
  expect(events).toMatchObject([
    { limit: 'api.v1', percent: 80, windowEndMs: NOON + 3_600_000 },
    { limit: 'prepaid', percent: 80, windowEndMs: null },
  ]);
});
