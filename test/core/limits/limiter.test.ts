import { expect, it } from 'vitest';
import type { Allowed } from '../../../lib/core/access/decide.ts';
import type { BucketStore } from '../../../lib/core/limits/bucket.ts';
import type { Limit, PlanLimit } from '../../../lib/core/limits/limit.ts';
import { createLimiter } from '../../../lib/core/limits/limiter.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { issuedKey, NOW_MS } from '../../../scripts/samples/issued-key.ts';
import { credits, quota, rate } from '../../support/limits.ts';

function allowed(
  given: { readonly key?: readonly Limit[]; readonly owner?: readonly Limit[]; readonly plan?: string } = {},
): Allowed {
  const { key } = issuedKey({ limits: given.key ?? [], boundBy: 'owner' });
  const permissions = ['read'];
  return {
    ...{ outcome: 'allowed', key, generation: 1, permissions },
    ...{ plan: given.plan ?? null, ownerLimits: given.owner ?? [] },
  };
}

function limiterWith({
  buckets = localBuckets(),
  limits = [],
  tenantLimits = [],
}: {
  readonly buckets?: BucketStore;
  readonly limits?: readonly PlanLimit[];
  readonly tenantLimits?: readonly Limit[];
} = {}) {
  const causes: unknown[] = [];
  const clock = { nowMs: NOW_MS };
  const limiter = createLimiter({
    random: () => 0.5,
    plans: { free: { limits } },
    tenantLimits,
    buckets,
    clock: () => clock.nowMs,
    onUnavailable: (cause) => causes.push(cause),
  });
  const computed: number[] = [];
  const costOf = (cost: number) => () => {
    computed.push(cost);
    return cost;
  };
  return {
    limiter: (decision: Allowed, cost: number) => limiter(decision, costOf(cost)),
    computed,
    causes,
    clock,
  };
}

const unavailable: BucketStore = { update: () => Promise.reject(new UnavailableError('timed out')) };
const unexpected: BucketStore = { update: () => Promise.reject(new Error('it called the table')) };

it('makes no call for a key without limits, and none for a route without a cost', async () => {
  const { limiter, causes, computed } = limiterWith({ buckets: unexpected });
  for (const [decision, cost] of [
    [allowed(), 1],
    [allowed({ plan: 'free' }), 1],
    [allowed({ plan: 'former' }), 1],
    [allowed({ key: [rate()] }), 0],
  ] as const) {
    expect(await limiter(decision, cost)).toBe(decision);
  }
  expect(causes).toEqual([]);
  expect(computed, 'the cost of the key with limits alone').toEqual([0]);
});

it.each([
  ['rate-limited', rate({ burst: 1, requests: 1, perSeconds: 60 }), '60'],
  ['quota-exceeded', quota({ max: 1, period: { unit: 'hour' } }), '3600'],
  ['out-of-credits', credits({ max: 1 }), undefined],
] as const)('denies with %s, and tells when to retry', async (outcome, limit, retryAfter) => {
  const { limiter } = limiterWith();
  const decision = allowed({ key: [limit] });
  expect(await limiter(decision, 1)).toMatchObject({ outcome: 'allowed' });
  const denied = await limiter(decision, 1);
  expect(denied).toMatchObject({ outcome, key: decision.key, generation: 1, limit: { name: limit.name } });
  expect('limit' in denied && denied.limit?.headers['Retry-After']).toBe(retryAfter);
});

it('reports the remaining budgets of all limits', async () => {
  const { limiter } = limiterWith({ limits: [{ ...quota({ max: 10 }), scope: 'owner' }] });
  const decision = allowed({
    key: [rate({ requests: 100, perSeconds: 60, burst: 20 }), credits({ max: 5 })],
    plan: 'free',
  });
  expect(await limiter(decision, 2)).toMatchObject({
    limitHeaders: {
      'RateLimit-Policy': '"requests";q=100;w=60;postern-burst=20, "credits";q=5, "monthly";q=10;w=2678400',
      RateLimit: '"requests";r=18;t=2, "credits";r=3, "monthly";r=8;t=43200',
    },
  });
});

it('shares the limit of a plan among the keys of an owner, or gives it to each key', async () => {
  for (const [scope, outcome] of [
    ['owner', 'quota-exceeded'],
    ['key', 'allowed'],
  ] as const) {
    const { limiter } = limiterWith({ limits: [{ ...quota({ max: 1 }), scope }] });
    await limiter(allowed({ plan: 'free' }), 1);
    expect((await limiter(allowed({ plan: 'free' }), 1)).outcome).toBe(outcome);
  }
});

it('replaces a limit of the plan by the limit of a key or an owner with its name', async () => {
  for (const own of ['key', 'owner'] as const) {
    const { limiter } = limiterWith({ limits: [{ ...quota({ max: 1 }), scope: own }] });
    const decision = allowed({ plan: 'free', [own]: [quota({ max: 2 })] });
    const outcomes = [];
    for (let sent = 0; sent < 3; sent += 1) outcomes.push((await limiter(decision, 1)).outcome);
    expect(outcomes).toEqual(['allowed', 'allowed', 'quota-exceeded']);
  }
});

it('applies a changed plan to the next request', async () => {
  const buckets = localBuckets();
  const decision = allowed({ plan: 'free' });
  const outcomeWith = async (max: number) =>
    (await limiterWith({ buckets, limits: [{ ...quota({ max }), scope: 'owner' }] }).limiter(decision, 1))
      .outcome;
  expect([await outcomeWith(1), await outcomeWith(1), await outcomeWith(2)]).toEqual([
    'allowed',
    'quota-exceeded',
    'allowed',
  ]);
});

it('denies if the table does not respond, and reports the cause', async () => {
  const { limiter, causes } = limiterWith({ buckets: unavailable });
  const decision = allowed({ key: [rate({ onFailure: 'allow' })], owner: [quota()] });
  expect(await limiter(decision, 1)).toMatchObject({ outcome: 'limiter-unavailable', key: decision.key });
  expect(causes).toEqual([expect.any(UnavailableError)]);
});

it('limits by the rates of this instance if the table does not respond and all limits allow it', async () => {
  const { limiter, causes, clock } = limiterWith({ buckets: unavailable });
  const decision = allowed({
    key: [rate({ requests: 1, burst: 1, onFailure: 'allow' }), quota({ max: 1, onFailure: 'allow' })],
  });
  expect(await limiter(decision, 1)).toMatchObject({ outcome: 'allowed', limiterUnavailable: true });
  expect((await limiter(decision, 1)).outcome).toBe('rate-limited');
  clock.nowMs += 1000;
  expect((await limiter(decision, 1)).outcome).toBe('allowed');
  expect(causes).toHaveLength(3);
});

it('shares the limits of a tenant among all of its keys, and charges them last', async () => {
  const buckets = localBuckets();
  const { limiter } = limiterWith({ buckets, tenantLimits: [quota({ max: 1, name: 'tenant' })] });
  const decision = allowed({ key: [quota({ max: 5 })] });
  const other = { ...decision, key: { ...decision.key, id: 'another', limits: [] } };
  expect((await limiter(other, 1)).outcome).toBe('allowed');
  expect(await limiter(decision, 1)).toMatchObject({ outcome: 'quota-exceeded', limit: { name: 'tenant' } });
  expect(buckets.stateOf(`key#${decision.key.id}`)['u.monthly.month']).toBe(0);
});

it('writes once for each request of one instance, and once more after a request of another', async () => {
  const memory = localBuckets();
  let writes = 0;
  const buckets: BucketStore = {
    update: async (bucket, update) => {
      writes += 1;
      return memory.update(bucket, update);
    },
  };
  const [one, other] = [limiterWith({ buckets }), limiterWith({ buckets })];
  const decision = allowed({ key: [rate({ requests: 20 }), quota(), credits()] });
  const send = async ({ limiter }: typeof one) =>
    expect((await limiter(decision, 1)).outcome).toBe('allowed');
  for (let sent = 0; sent < 5; sent += 1) await send(one);
  expect(writes).toBe(5);
  await send(other);
  expect(writes).toBe(7);
  await send(one);
  expect(writes).toBe(8);
});

it('repeats a denial without a write for one second, and then finds a budget that was restored elsewhere', async () => {
  const buckets = localBuckets();
  let writes = 0;
  const counted: BucketStore = {
    update: (bucket, update) => {
      writes += 1;
      return buckets.update(bucket, update);
    },
  };
  const { limiter, clock } = limiterWith({ buckets: counted });
  const decision = allowed({ key: [quota({ max: 1 })] });
  await limiter(decision, 1);
  for (let sent = 0; sent < 100; sent += 1) {
    clock.nowMs += 9;
    expect((await limiter(decision, 1)).outcome).toBe('quota-exceeded');
  }
  expect(writes, 'the charge and its threshold').toBe(2);
  await buckets.update(`key#${decision.key.id}`, {
    when: [],
    set: [{ attribute: 'u.monthly.month', to: 0 }],
  });
  expect((await limiter(decision, 1)).outcome).toBe('quota-exceeded');
  clock.nowMs += 100;
  expect((await limiter(decision, 1)).outcome).toBe('allowed');
});
