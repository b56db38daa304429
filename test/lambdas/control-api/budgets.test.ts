import { beforeEach, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { charge } from '../../support/charge.ts';
import { credits, quota, rate } from '../../support/limits.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const LIMITS = [rate({ requests: 10 }), quota({ max: 100 }), credits({ max: 50 })];

let api: ReturnType<typeof createAdminApi>;
let params: { readonly tenant: string; readonly key: string };
const owner = { tenant: 'acme', owner: 'app' };

beforeEach(async () => {
  api = createAdminApi({ tenantLimits: [quota({ name: 'tenant', max: 1000 })] });
  await createTenantWithOwners(api.deps);
  await api.done('updateOwner', { params: owner, json: { limits: [credits({ max: 20 })] } });
  const { key } = await issue(api.deps, { limits: LIMITS });
  params = { tenant: 'acme', key: key.id };
});

const chargeKey = (cost: number) => charge(api, params.key, cost);
const remaining = async (given = api.done('showKeyLimits', { params })) =>
  Object.fromEntries(
    (await given).budgets.map(({ scope, limit, remaining }) => [`${scope} ${limit.name}`, remaining]),
  );

const FULL = {
  'key requests': 10,
  'key monthly': 100,
  'key credits': 50,
  'owner credits': 20,
  'tenant tenant': 1000,
};

it('shows every limit that a request with the key is charged to, with its remaining budget', async () => {
  expect(await remaining()).toEqual(FULL);
  await chargeKey(3);
  expect(await remaining()).toEqual({
    'key requests': 7,
    'key monthly': 97,
    'key credits': 47,
    'owner credits': 17,
    'tenant tenant': 997,
  });
  expect(await remaining(api.done('showOwnerLimits', { params: owner }))).toEqual({
    'owner credits': 17,
    'tenant tenant': 997,
  });
  expect(await remaining(api.done('showTenantLimits', { params: { tenant: 'acme' } }))).toEqual({
    'tenant tenant': 997,
  });
});

it('shows how much of each limit is used, and none of credits above their maximum', async () => {
  const used = async () => (await api.done('showKeyLimits', { params })).budgets.map((budget) => budget.used);
  expect(await used()).toEqual([0, 0, 0, 0, 0]);
  await chargeKey(3);
  expect(await used()).toEqual([3, 3, 3, 3, 3]);
  await api.done('addKeyCredits', { params, json: { add: 1000 } });
  expect(await used()).toEqual([3, 3, 0, 3, 3]);
});

it('restarts the thresholds of a balance with added credits and with a reset, and of no other limit', async () => {
  await chargeKey(10);
  await api.done('addKeyCredits', { params, json: { add: 1000 } });
  await api.done('resetOwnerLimit', { params: owner, json: { limit: 'credits' } });
  const restarts = async (bucket: string) =>
    Object.keys(await api.store.buckets.read(bucket)).filter((name) => name.startsWith('g.'));
  expect(await restarts(`key#${params.key}`)).toEqual(['g.credits.']);
  expect(await restarts('owner#acme#app')).toEqual(['g.credits.']);
});

it.each([
  ['resetKeyLimit', 'requests', 'key requests'],
  ['resetKeyLimit', 'monthly', 'key monthly'],
  ['resetKeyLimit', 'credits', 'key credits'],
  ['resetOwnerLimit', 'credits', 'owner credits'],
  ['resetTenantLimit', 'tenant', 'tenant tenant'],
] as const)('%s restores only the budget of %s, and is audited', async (operation, limit, name) => {
  await chargeKey(3);
  const before = await remaining();
  const { path } = adminRoutes[operation];
  const named = Object.entries({ ...params, ...owner });
  const own = Object.fromEntries(named.filter(([each]) => path.includes(`{${each}}`)));
  const given = { params: own, json: { limit } };
  const { budgets } = await api.done(operation, given);
  expect(budgets.find((each) => each.limit.name === limit)?.remaining).toBe(FULL[name]);
  expect(await remaining()).toEqual({ ...before, [name]: FULL[name] });
  const event = api.store.events.at(-1);
  expect(event).toMatchObject({
    action: 'limit.reset',
    subject: { kind: name.split(' ')[0] },
    before: { limit, remaining: before[name] },
    after: { limit, remaining: FULL[name] },
  });
});

it('adds credits above the maximum, audited, and once for each Idempotency-Key', async () => {
  await chargeKey(3);
  const call = { params, json: { add: 1000 } };
  const once = { ...call, headers: { 'idempotency-key': 'order-4711' } };
  await api.done('addKeyCredits', once);
  const { budgets } = await api.done('addKeyCredits', once);
  expect(budgets.find(({ scope, limit }) => scope === 'key' && limit.name === 'credits')?.remaining).toBe(
    1047,
  );
  expect(api.store.events.filter(({ action }) => action === 'credits.added')).toHaveLength(1);
  expect(api.store.events.at(-1)).toMatchObject({
    subject: { kind: 'key', id: params.key },
    after: { limit: 'credits', added: 1000 },
  });
  await api.done('addKeyCredits', call);
  expect((await remaining())['key credits']).toBe(2047);
});

it('adds credits to an untouched balance, and to a balance whose refill is due', async () => {
  const refill = { amount: 5, period: { unit: 'hour' } } as const;
  const { key } = await issue(api.deps, { limits: [credits({ max: 50, refill })] });
  const given = { params: { tenant: 'acme', key: key.id }, json: { add: 7 } };
  await api.done('addKeyCredits', given);
  const show = () => remaining(api.done('showKeyLimits', { params: { tenant: 'acme', key: key.id } }));
  expect((await show())['key credits']).toBe(57);
  await charge(api, key.id, 20);
  api.clock.nowMs += 3_600_000;
  await api.done('addKeyCredits', given);
  expect((await show())['key credits']).toBe(37 + 5 + 7);
});

it('rejects limits that do not exist or have no credits, and amounts out of bounds, without a write', async () => {
  const before = api.store.dump();
  const add = (limit: string, json: object) =>
    api.rejected('addKeyCredits', { params, json: { limit, ...json } });
  expect(await add('none', { add: 1 })).toMatchObject({ status: 404 });
  expect(await add('monthly', { add: 1 })).toMatchObject({ status: 409, code: 'limit-without-credits' });
  for (const amount of [0, -1, 1.5, 1e12 + 1, '1', null]) {
    const problem = await add('credits', { add: amount });
    expect(problem.status).toBe(400);
    expect(JSON.stringify(problem.issues)).toMatch(/1 to 1000000000000|number|int/i);
  }
  expect(await add('credits', { add: 1e12 })).toMatchObject({ status: 409, code: 'balance-out-of-bounds' });
  const reset = { params, json: { limit: 'tenant' } };
  expect(await api.rejected('resetKeyLimit', reset)).toMatchObject({ status: 404 });
  expect(api.store.dump()).toBe(before);
});

it('finds no limits of a key, an owner or a tenant that does not exist', async () => {
  const tenant = 'other';
  for (const [operation, named] of [
    ['showKeyLimits', { key: params.key }],
    ['showOwnerLimits', { owner: 'app' }],
    ['showTenantLimits', {}],
  ] as const) {
    expect(await api.rejected(operation, { params: { tenant, ...named } })).toMatchObject({ status: 404 });
  }
});
