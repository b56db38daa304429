import { beforeEach, describe, expect, it, vi } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { PROBE_GAP_MS } from '../../../lib/core/usage/delivery.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import { NOON } from '../../support/entities.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { decided } from '../../support/logged-decisions.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi, minimalControlApi } from './admin-api.ts';

const SOURCE = { logGroup: 'authorizer-log', via: 'authorizer', probed: true } as const;
const ACME = { params: { tenant: 'acme' } };

let api: ReturnType<typeof createAdminApi>;
let key: Key;

beforeEach(async () => {
  api = createAdminApi();
  api.sources.push(SOURCE);
  await createTenantWithOwners(api.deps);
  ({ key } = await issue(api.deps));
});

/** Records decisions on the key, as the log subscription does. */
async function record(...given: Parameters<typeof decided>[0][]): Promise<void> {
  const { clock, usage: store } = api;
  const deps = { store, known: createUsageCache(store), clock: () => clock.nowMs, backoff: async () => {} };
  const decisions = given.map((each) => decided({ atMs: clock.nowMs, key: key.id, ...each }));
  await recordUsage(deps, { logGroup: SOURCE.logGroup, decisions, unread: 0 }, SOURCE);
  await store.endWindow();
}

/** Advances the clock with or without a probe each minute. */
async function pass(days: number, delivery: 'healthy' | 'broken' = 'healthy'): Promise<void> {
  api.clock.nowMs += days * MS_PER_DAY;
  if (delivery === 'broken') return;
  const throughMs = api.clock.nowMs;
  const [before] = await api.usage.readWatermarks();
  const fromMs = throughMs - days * MS_PER_DAY + PROBE_GAP_MS;
  const isGap = !before || fromMs - before.throughMs > PROBE_GAP_MS;
  const healthySinceMs = isGap ? fromMs : before.healthySinceMs;
  const { logGroup } = SOURCE;
  await api.usage.replaceWatermark({
    logGroup,
    healthySinceMs,
    throughMs,
    version: (before?.version ?? 0) + 1,
  });
}

it('returns the last use of a key, its permissions and its counts (MK-10, MK-12)', async () => {
  expect(await api.done('showKeyUsage', { params: { tenant: 'acme', key: key.id } })).toMatchObject({
    trackedSince: '2027-01-31T12:00:00.000Z',
    lastUsedAt: null,
    credentials: [],
    days: [],
    delivery: { state: 'interrupted', since: null },
  });
  await record({}, {}, { outcome: 'expired' });
  const used = '2027-01-31T12:00:00.000Z';
  expect(await api.done('showKeyUsage', { params: { tenant: 'acme', key: key.id } })).toMatchObject({
    lastUsedAt: used,
    credentials: [{ generation: 1, lastUsedAt: used }],
    permissions: [
      { permission: 'read', lastUsedAt: used },
      { permission: 'write', lastUsedAt: null },
    ],
    days: [{ day: '2027-01-31', counts: { allowed: 2, expired: 1 } }],
  });
  expect(await api.done('showTenantUsage', ACME)).toMatchObject({
    days: [{ day: '2027-01-31', counts: { allowed: 2, expired: 1 } }],
  });
});

it('returns the last use with each key, listed and single (MH-15, MK-10)', async () => {
  const other = await issue(api.deps);
  await record({});
  const { items } = await api.done('listKeys', ACME);
  const uses = Object.fromEntries(items.map(({ id, lastUsedAt }) => [id, lastUsedAt]));
  expect(uses).toEqual({ [key.id]: '2027-01-31T12:00:00.000Z', [other.key.id]: null });
  const shown = await api.done('showKey', { params: { tenant: 'acme', key: key.id } });
  expect(shown.lastUsedAt).toBe('2027-01-31T12:00:00.000Z');
});

it('returns the requests of each of the last days with each listed key, if they are requested', async () => {
  await record({}, { outcome: 'expired' });
  api.clock.nowMs += MS_PER_DAY;
  await record({});
  const [listed] = (await api.done('listKeys', { ...ACME, query: 'usageDays=3' })).items;
  expect(listed?.requestsByDay).toEqual([0, 2, 1]);
  expect((await api.done('listKeys', ACME)).items[0]).not.toHaveProperty('requestsByDay');
  await api.rejected('listKeys', { ...ACME, query: 'usageDays=32' });
});

it('filters keys by use, permission and time', async () => {
  await record({});
  const other = await issue(api.deps, { owner: 'app', permissions: ['read'] });
  const idsOf = async (query: string) =>
    (await api.done('listKeys', { ...ACME, query })).items.map(({ id }) => id);
  expect(await idsOf('neverUsed=true')).toEqual([other.key.id]);
  expect(await idsOf('permission=write')).toEqual([key.id]);
  expect(await idsOf('createdFrom=2027-02-01T00:00:00Z')).toEqual([]);
  expect(await idsOf('sort=oldest&createdBefore=2027-02-01T00:00:00Z')).toHaveLength(2);
  await pass(91);
  const since = new Date(api.clock.nowMs - 90 * MS_PER_DAY).toISOString();
  expect((await idsOf(`unusedSince=${since}`)).sort()).toEqual([key.id, other.key.id].sort());
  for (const query of ['sort=name', 'neverUsed=false', 'unusedSince=yesterday', 'permission=READ'])
    await api.rejected('listKeys', { ...ACME, query });
});

it('tracks a key without usage data from its first read', async () => {
  api.usage.usages.clear();
  await api.done('listKeys', ACME);
  expect(api.usage.usages.get(key.id)).toMatchObject({
    tenant: 'acme',
    trackedSinceMs: NOON,
    lastUsedAtMs: null,
  });
});

it('finds the denial of a request by the ID that the gateway gave it', async () => {
  await record(
    { outcome: 'expired', requestId: 'JKJaXmPLvHcESHA=', atMs: NOON + 1 },
    { outcome: 'disabled', requestId: 'other', atMs: NOON + 2 },
    { outcome: 'revoked', atMs: NOON + 3 },
  );
  const found = await api.done('listAccessLog', { ...ACME, query: 'requestId=JKJaXmPLvHcESHA%3D' });
  expect(found.items).toMatchObject([{ outcome: 'expired', requestId: 'JKJaXmPLvHcESHA=', key: key.id }]);
  expect((await api.done('listAccessLog', { ...ACME, query: 'requestId=unknown' })).items).toEqual([]);
  expect((await api.done('listAccessLog', ACME)).items.map(({ requestId }) => requestId)).toContain(null);
  await api.rejected('listAccessLog', { ...ACME, query: 'requestId=%3Cimg%3E' });
});

it('lists denials and first uses of a tenant and of a key, newest first (MH-19, MB-11)', async () => {
  const other = await issue(api.deps);
  await record({}, { outcome: 'expired', atMs: NOON + 1 }, { key: other.key.id, atMs: NOON + 2 });
  const all = await api.done('listAccessLog', ACME);
  expect(all).toMatchObject({ sampled: true, next: null });
  expect(all.items.map((entry) => [entry.key, entry.outcome])).toEqual([
    [other.key.id, 'allowed'],
    [key.id, 'expired'],
    [key.id, 'allowed'],
  ]);
  expect(all.items[1]).toMatchObject({
    route: '/orders/{id}',
    sourceAddress: '203.0.113.7',
    userAgent: 'curl/8.5.0',
    generation: 1,
  });
  const ofKey = await api.done('listKeyAccessLog', {
    params: { tenant: 'acme', key: key.id },
    query: 'limit=1',
  });
  expect([ofKey.items.length, ofKey.items[0]?.outcome]).toEqual([1, 'expired']);
  const rest = await api.done('listKeyAccessLog', {
    params: { tenant: 'acme', key: key.id },
    query: `limit=1&cursor=${ofKey.next}`,
  });
  expect([rest.items[0]?.outcome, rest.next]).toEqual(['allowed', null]);
});

it('filters the access log by outcome and time', async () => {
  await record({}, { outcome: 'expired', atMs: NOON + 1 }, { outcome: 'disabled', atMs: NOON + 2 });
  const outcomesOf = async (query: string) =>
    (await api.done('listAccessLog', { ...ACME, query })).items.map(({ outcome }) => outcome);
  expect(await outcomesOf('outcome=denied')).toEqual(['disabled', 'expired']);
  expect(await outcomesOf('outcome=allowed')).toEqual(['allowed']);
  expect(await outcomesOf('outcome=expired&limit=1')).toEqual(['expired']);
  const at = (ms: number) => new Date(NOON + ms).toISOString();
  expect(await outcomesOf(`since=${at(1)}`)).toEqual(['disabled', 'expired']);
  expect(await outcomesOf(`since=${at(1)}&until=${at(2)}`)).toEqual(['expired']);
  const ofKey = { params: { tenant: 'acme', key: key.id }, query: 'outcome=denied&limit=1' };
  expect((await api.done('listKeyAccessLog', ofKey)).items).toMatchObject([{ outcome: 'disabled' }]);
  await api.rejected('listAccessLog', { ...ACME, query: 'outcome=nonsense' });
});

it('counts the logged denials of the last hours by hour, outcome, key and address', async () => {
  const other = await issue(api.deps, { name: 'Other' });
  const HOUR = 3_600_000;
  await record(
    {},
    { outcome: 'expired', atMs: NOON - 30 * HOUR },
    { outcome: 'expired', atMs: NOON - HOUR },
    { outcome: 'expired', atMs: NOON - HOUR + 1 },
    { outcome: 'disabled', atMs: NOON, key: other.key.id },
  );
  const summary = await api.done('summarizeAccessLog', { ...ACME, query: 'hours=24' });
  expect(summary.hours).toEqual([
    { hour: new Date(NOON - HOUR).toISOString(), counts: { expired: 2 } },
    { hour: new Date(NOON).toISOString(), counts: { disabled: 1 } },
  ]);
  expect(summary.keys).toMatchObject([
    { key: key.id, denied: 2 },
    { key: other.key.id, name: 'Other', denied: 1 },
  ]);
  expect(summary.addresses).toMatchObject([{ sourceAddress: '203.0.113.7', allowed: 1, denied: 3 }]);
  const ofKey = { params: { tenant: 'acme', key: other.key.id } };
  expect((await api.done('summarizeKeyAccessLog', ofKey)).hours).toHaveLength(1);
  const unknown = { params: { tenant: 'acme', key: 'unknown' } };
  expect((await api.rejected('summarizeKeyAccessLog', unknown)).code).toBe('not-found');
});

it('counts the keys that expire soon or are unused', async () => {
  const DAY = 86_400_000;
  const nowMs = api.deps.clock();
  for (const days of [0.5, 6, 20, 40])
    await issue(api.deps, { owner: 'app', expiresAtMs: nowMs + days * DAY });
  expect(await api.done('reportSummary', ACME)).toEqual({
    ...{ expiringIn1Day: 1, expiringIn7Days: 2, expiringIn30Days: 3, expiringUnrotated: 2 },
    ...{ dormant: 0, neverUsed: 0 },
  });
  await pass(31);
  expect(await api.done('reportSummary', ACME)).toMatchObject({ expiringIn30Days: 1, neverUsed: 5 });
});

describe('the report of dormant keys', () => {
  it('lists a key that is not used any more until it is revoked (MH-22)', async () => {
    await pass(1);
    await record({});
    await pass(91);
    const { items, delivery } = await api.done('reportDormant', ACME);
    expect(items).toMatchObject([
      { key: { id: key.id, lastUsedAt: '2027-02-01T12:00:00.000Z' }, use: 'unused' },
    ]);
    expect(delivery).toMatchObject({ state: 'healthy', since: expect.stringMatching(/^2027-01-31/) });
    await api.done('revokeKey', { params: { tenant: 'acme', key: key.id }, json: {} });
    expect((await api.done('reportDormant', ACME)).items).toEqual([]);
    expect(api.usage.usages.get(key.id)).toMatchObject({ listed: false });
  });

  it('is undetermined if delivery was interrupted since the last use', async () => {
    await record({});
    await pass(40);
    await pass(1, 'broken');
    await pass(51);
    expect((await api.done('reportDormant', ACME)).items).toMatchObject([{ use: 'undetermined' }]);
  });

  it('is undetermined while an not-probed guard is a source', async () => {
    await record({});
    await pass(92);
    api.sources.push({ logGroup: 'fn', via: 'guard', probed: false });
    const { items, delivery } = await api.done('reportDormant', ACME);
    expect(items).toMatchObject([{ use: 'undetermined' }]);
    expect(delivery).toEqual({ state: 'not-probed', since: null, through: null });
  });

  it('excludes a deleted key, which can be restored', async () => {
    await record({});
    await pass(95);
    await api.done('deleteKey', { params: { tenant: 'acme', key: key.id } });
    expect((await api.done('reportDormant', ACME)).items).toEqual([]);
    await api.done('restoreKey', { params: { tenant: 'acme', key: key.id } });
    expect((await api.done('reportDormant', ACME)).items).toHaveLength(1);
  });
});

it('lists keys that were never used, and since when that is known (MH-22)', async () => {
  await pass(1);
  const later = await issue(api.deps);
  await pass(31);
  const { items } = await api.done('reportNeverUsed', ACME);
  expect(items).toMatchObject([
    // Delivery is tracked only since after this key was created.
    { key: { id: key.id }, use: 'undetermined' },
    { key: { id: later.key.id }, use: 'unused' },
  ]);
  await record({ key: later.key.id });
  expect((await api.done('reportNeverUsed', ACME)).items).toMatchObject([{ key: { id: key.id } }]);
});

it('lists the unused permissions of a key (MK-12)', async () => {
  await pass(1);
  await record({ permission: 'read' });
  await pass(100);
  await record({ permission: 'read' });
  const { items } = await api.done('reportUnusedPermissions', ACME);
  expect(items).toMatchObject([
    { key: { id: key.id }, permissions: [{ permission: 'write', lastUsedAt: null }] },
  ]);
});

it('lists expiring keys soonest first, without ended and later keys', async () => {
  const inDays = async (days: number) =>
    (await issue(api.deps, { expiresAtMs: NOON + days * MS_PER_DAY })).key.id;
  const [late, soon, ended] = [await inDays(20), await inDays(3), await inDays(5)];
  await inDays(31);
  await api.done('revokeKey', { params: { tenant: 'acme', key: ended }, json: {} });
  const { items } = await api.done('reportExpiring', ACME);
  expect(items.map((item) => item.key.id)).toEqual([soon, late]);
  const first = await api.done('reportExpiring', { ...ACME, query: 'limit=1&days=10' });
  expect(first.items.map((item) => item.key.id)).toEqual([soon]);
  const rest = await api.done('reportExpiring', { ...ACME, query: `limit=1&days=10&cursor=${first.next}` });
  expect(rest).toMatchObject({ items: [], next: null });
});

it('lists the keys of deactivated owners that have not ended', async () => {
  const devs = await issue(api.deps, { owner: 'dev' });
  const ended = await issue(api.deps, { owner: 'dev' });
  await api.done('revokeKey', { params: { tenant: 'acme', key: ended.key.id }, json: {} });
  expect((await api.done('reportDeactivatedOwners', ACME)).items).toEqual([]);
  await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'dev' } });
  const { items } = await api.done('reportDeactivatedOwners', ACME);
  expect(items).toMatchObject([{ owner: { id: 'dev' }, keys: [{ id: devs.key.id }], hasMore: false }]);
});

it('reads no listed owner again for the status of its keys', async () => {
  await issue(api.deps, { owner: 'dev', boundBy: 'owner' });
  await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'dev' } });
  const readOwner = vi.spyOn(api.deps.store, 'readOwner');
  const { items } = await api.done('reportDeactivatedOwners', ACME);
  expect(items).toMatchObject([{ keys: [{ status: 'owner-deactivated' }] }]);
  expect(readOwner).not.toHaveBeenCalled();
});

it('reports that usage tracking is off, and still lists keys', async () => {
  const handler = minimalControlApi(api.deps);
  const ofKey = { tenant: 'acme', key: key.id };
  for (const [operation, status] of [
    ['showKeyUsage', 409],
    ['listAccessLog', 409],
    ['reportDormant', 409],
    ['reportDeactivatedOwners', 409],
    ['listKeys', 200],
  ] as const) {
    const route = adminRoutes[operation];
    const params = route.path.includes('{key}') ? ofKey : ACME.params;
    const reply = await handler(httpApiEvent({ params, route }));
    expect([operation, reply.statusCode]).toEqual([operation, status]);
  }
  const filtered = httpApiEvent({ ...ACME, route: adminRoutes.listKeys, query: 'neverUsed=true' });
  expect((await handler(filtered)).statusCode).toBe(409);
});
