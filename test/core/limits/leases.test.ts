import { expect, it } from 'vitest';
import { BoundedMap } from '../../../lib/core/bounded-map.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import type { Seen } from '../../../lib/core/limits/charge-bucket.ts';
import { chargeBuckets } from '../../../lib/core/limits/charge-buckets.ts';
import { createLeases } from '../../../lib/core/limits/leases.ts';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { credits, quota, rate } from '../../support/limits.ts';

const NOON = Date.parse('2027-01-31T12:00:00Z');
const LEASED = rate({ requests: 1000, leaseSeconds: 1 });

/** An instance with a counter of its updates. Its random numbers are the largest ones. */
function instance(memory = localBuckets(), update: BucketStore['update'] = memory.update) {
  const sent: string[] = [];
  const time = { nowMs: NOON };
  const deps = {
    buckets: {
      update: (bucket: string, change: Parameters<typeof update>[1]) => {
        sent.push(bucket);
        return update(bucket, change);
      },
    },
    clock: () => time.nowMs,
    lastSeen: new BoundedMap<Seen>(),
    random: () => 1,
  };
  const chargeLease = createLeases(deps);
  const charge = (limits: readonly Limit[], cost = 1, bucket = 'key#1') =>
    chargeBuckets({ ...deps, chargeLease }, [{ bucket, limits }], cost);
  return { charge, sent, time, memory, deps: { ...deps, chargeLease } };
}

it('writes much less often than it admits requests, and shows the budget with the lease', async () => {
  const { charge, sent, time } = instance();
  for (let request = 1; request <= 400; request += 1) {
    time.nowMs += 10;
    const { denial, statuses } = await charge([LEASED]);
    expect(denial).toBeNull();
    expect(statuses).toMatchObject([{ remaining: expect.any(Number) }]);
  }
  expect(sent.length).toBeLessThan(20);
});

it('does not use a lease after its time, or after the period of a quota', async () => {
  const hourly = quota({ max: 100, period: { unit: 'hour' }, leaseSeconds: 10 });
  for (const [limit, lastMs] of [
    [LEASED, NOON + 999],
    [hourly, NOON + 3_599_999],
  ] as const) {
    const { charge, sent, time } = instance();
    time.nowMs = lastMs - 100;
    for (let request = 0; request < 20; request += 1) {
      time.nowMs += 5;
      await charge([limit]);
    }
    const before = sent.length;
    time.nowMs = limit === hourly ? lastMs + 1 : time.nowMs + 1001;
    await charge([limit]);
    expect(sent).toHaveLength(before + 1);
  }
});

it('admits no more than a quota in all instances together, and all of it in one', async () => {
  const memory = localBuckets();
  const instances = Array.from({ length: 5 }, () => instance(memory));
  const limit = quota({ max: 100, leaseSeconds: 10 });
  let admitted = 0;
  for (let round = 0; round < 100; round += 1) {
    for (const { charge, time } of instances) {
      time.nowMs += 40;
      if ((await charge([limit])).denial === null) admitted += 1;
    }
  }
  expect(admitted).toBeLessThanOrEqual(100);
  const alone = instance();
  for (let request = 0; request < 100; request += 1) expect((await alone.charge([limit])).denial).toBeNull();
  expect((await alone.charge([limit])).denial).toMatchObject({ exceeded: limit });
});

it('repeats a denial without a write for at most half of the lease, and names a time to retry', async () => {
  const limit = rate({ requests: 4, perSeconds: 4, burst: 4, leaseSeconds: 1 });
  const { charge, sent, time } = instance();
  for (let request = 0; request < 4; request += 1) expect((await charge([limit])).denial).toBeNull();
  const denied = await charge([limit]);
  expect(denied.denial).toEqual({ exceeded: limit, retryAfterMs: 1000 });
  const before = sent.length;
  time.nowMs += 499;
  expect((await charge([limit])).denial).toEqual({ exceeded: limit, retryAfterMs: 501 });
  expect(sent).toHaveLength(before);
  time.nowMs += 501;
  expect((await charge([limit])).denial).toBeNull();
});

it('denies a cost above the burst without a write, and not the requests after it', async () => {
  const { charge, sent } = instance();
  expect((await charge([LEASED], 1001)).denial).toEqual({ exceeded: LEASED, retryAfterMs: null });
  expect(sent).toEqual([]);
  expect((await charge([LEASED])).denial).toBeNull();
});

it('applies changed limits to the next request', async () => {
  const { charge, sent } = instance();
  await charge([LEASED]);
  const lower = rate({ requests: 200, burst: 8, leaseSeconds: 1 });
  await charge([lower]);
  expect(sent).toHaveLength(2);
});

it('shares one update among concurrent requests', async () => {
  const { charge, sent } = instance();
  for (let request = 0; request < 100; request += 1) await charge([LEASED]);
  const before = sent.length;
  const results = await Promise.all(Array.from({ length: 100 }, () => charge([LEASED])));
  expect(results.every(({ denial }) => denial === null)).toBe(true);
  expect(sent.length - before).toBeLessThan(10);
});

it('returns the request to the lease if another limit denies it', async () => {
  const { charge, memory, sent } = instance();
  const limits = [LEASED, quota({ max: 1 })];
  expect((await charge(limits)).denial).toBeNull();
  const charged = memory.stateOf('key#1')['t.requests'];
  for (let request = 0; request < 5; request += 1) {
    const { denial } = await charge(limits);
    expect(denial?.exceeded.name).toBe('monthly');
  }
  // One further lease, of two requests, covers all of them.
  expect(memory.stateOf('key#1')['t.requests']).toBe((charged ?? 0) + 2000);
  expect(sent.length).toBeLessThanOrEqual(12);
});

it('charges credits for each request beside a leased rate, and keeps their balance', async () => {
  const { charge, memory } = instance();
  for (let request = 0; request < 10; request += 1) await charge([LEASED, credits({ max: 50 })]);
  expect(memory.stateOf('key#1')).toMatchObject({ 'c.credits': 40, ttl: 9_999_999_999 });
  await charge([LEASED, credits({ max: 50 })]);
  expect(memory.stateOf('key#1').ttl).toBe(9_999_999_999);
});

it('does not repeat a lease without a response, and fails all requests that wait for it', async () => {
  const memory = localBuckets();
  let isDown = true;
  const { charge, sent } = instance(memory, async (bucket, update) => {
    const result = await memory.update(bucket, update);
    if (isDown) throw new UnavailableError('timed out');
    return result;
  });
  const results = await Promise.allSettled([charge([LEASED]), charge([LEASED]), charge([LEASED])]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(sent).toHaveLength(1);
  isDown = false;
  expect((await charge([LEASED])).denial).toBeNull();
});
