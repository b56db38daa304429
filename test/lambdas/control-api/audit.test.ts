import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminResponse } from '../../../lib/api-client/admin-client.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const params = { tenant: 'acme' };

let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

function list(query = ''): Promise<AdminResponse<'listAuditEvents'>> {
  return api.done('listAuditEvents', { params, query });
}

it('records the actor, action, time, source, and the state before and after', async () => {
  const { key } = await issue(api.deps, { name: 'old' });
  api.clock.nowMs += 1000;
  await api.done('updateKey', { params: { ...params, key: key.id }, json: { name: 'new' } });

  const [newest] = (await list()).items;

  expect(newest).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    tenant: 'acme',
    at: '2027-01-31T12:00:01.000Z',
    action: 'key.updated',
    subject: { kind: 'key', id: key.id },
    actor: { id: 'arn:aws:iam::123456789012:user/ada', kind: 'iam', name: 'ada' },
    sourceAddress: expect.stringMatching(/^[\d.]+$/),
    before: expect.objectContaining({ name: 'old' }),
    after: expect.objectContaining({ name: 'new' }),
  });
});

it('records every committed change, newest first', async () => {
  const { key } = await issue(api.deps);
  for (const operation of ['disableKey', 'enableKey', 'deleteKey', 'restoreKey', 'revokeKey'] as const) {
    api.clock.nowMs += 1000;
    await api.done(operation, { params: { ...params, key: key.id } });
  }
  const committed = [...api.store.events];
  const { items } = await list();
  expect(items.slice(0, 5).map(({ action }) => action)).toEqual([
    'key.revoked',
    'key.restored',
    'key.deleted',
    'key.enabled',
    'key.disabled',
  ]);
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(committed.map(({ id }) => id)));
});

it('never records a value or its digest', async () => {
  const { key, value } = await issue(api.deps);
  await api.done('replaceKey', { params: { ...params, key: key.id }, json: {} });
  const trail = JSON.stringify(await list());
  expect(trail).not.toContain(value);
  for (const { digest } of key.credentials) expect(trail).not.toContain(digest);
});

it('filters the trail by key, owner and actor', async () => {
  const { key } = await issue(api.deps);
  await issue(api.deps);
  await api.done('disableKey', { params: { ...params, key: key.id } });
  await api.done('deactivateOwner', { params: { ...params, owner: 'dev' } });

  const ofKey = (await list(`key=${key.id}`)).items;
  const ofOwner = (await list('owner=dev')).items;
  expect(ofKey.map(({ action }) => action).sort()).toEqual(['key.disabled', 'key.issued']);
  expect(ofOwner.map(({ action }) => action).sort()).toEqual(['owner.created', 'owner.deactivated']);
  const actor = ofKey[0]?.actor.id ?? '';
  const by = (await list(`actor=${encodeURIComponent(actor)}`)).items;
  expect(by.length).toBeGreaterThan(1);
  expect(by.every((event) => event.actor.id === actor)).toBe(true);
  expect((await list('actor=nobody')).items).toEqual([]);
  expect((await list('key=neverNever12')).items).toEqual([]);
});

it('identifies persons, keys and roles as actors', async () => {
  const names = [];
  for (const id of ['person:acme/ann', 'key:3fKq81ZbTn0x', 'arn:aws:sts::1:assumed-role/Ops/jo']) {
    const event = { ...(api.store.events[0] ?? expect.unreachable()), id, caller: { id, sourceAddress: '' } };
    const tenant = (await api.store.readTenant('acme')) ?? expect.unreachable();
    const next = { ...tenant, version: tenant.version + 1 };
    expect(await api.store.commit({ kind: 'update-tenant', tenant: next }, event)).toBe('committed');
    names.push(...(await list(`actor=${encodeURIComponent(id)}`)).items.map(({ actor }) => actor));
  }
  expect(names.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'person ann',
    'key 3fKq81ZbTn0x',
    'iam jo',
  ]);
});

it('filters the trail by a period, including the current time', async () => {
  const { key } = await issue(api.deps);
  api.clock.nowMs += 1000;
  await api.done('disableKey', { params: { ...params, key: key.id } });
  // A function with a slow clock reads events of a function with a fast clock.
  api.clock.nowMs -= 2000;
  expect((await list()).items[0]).toMatchObject({ action: 'key.disabled' });
  const until = await list('until=2027-01-31T12:00:01.000Z');
  expect(until.items.map(({ action }) => action)).not.toContain('key.disabled');
  expect(until.items.length).toBeGreaterThan(0);
  const since = await list('since=2027-01-31T12:00:01.000Z');
  expect(since.items.map(({ action }) => action)).toEqual(['key.disabled']);
  const never = await list('since=0001-01-01T00:00:00.000Z&until=9999-12-31T23:59:59.999Z');
  expect(never).toEqual(await list());
  expect((await list('since=9999-12-31T23:59:59.999Z')).items).toEqual([]);
  expect((await list('until=0001-01-01T00:00:00.000Z')).items).toEqual([]);
});

it.each(['key=a1&owner=dev', 'key=a1&actor=x', 'owner=dev&actor=x', 'key=a1&owner=dev&actor=x'])(
  'rejects a filter with more than one of key, owner and actor: %s',
  async (query) => {
    const { code, issues } = await api.rejected('listAuditEvents', { params, query });
    expect(code).toBe('invalid-request');
    expect(issues?.[0]?.message).toContain('at most one');
  },
);

it.each([
  'key=',
  'key=a-b',
  'owner=A',
  'actor=',
  `actor=${'x'.repeat(2049)}`,
  'since=2027-01-31',
  'until=now',
])('rejects the filter %.30s', async (query) => {
  expect(await api.rejected('listAuditEvents', { params, query })).toMatchObject({ code: 'invalid-request' });
});

it('returns not-found for the trail of an unknown tenant', async () => {
  expect(await api.rejected('listAuditEvents', { params: { tenant: 'beta' } })).toMatchObject({
    code: 'not-found',
  });
});

describe('a read of the trail', () => {
  const readEvents = () => api.store.events.filter(({ action }) => action === 'audit.read');

  it('is recorded with the reader and the filter, and without the results', async () => {
    api.clock.nowMs += 1000;
    await list('owner=dev&limit=1');
    expect((await list()).items[0]).toMatchObject({
      action: 'audit.read',
      subject: { kind: 'tenant', id: 'acme' },
      actor: { name: 'ada' },
      before: null,
      after: { owner: 'dev' },
    });
  });

  it('is recorded once a day for any number of pages and reads', async () => {
    const { next } = await list('limit=1');
    await list(`limit=1&cursor=${next}`);
    await list('owner=dev');
    expect(readEvents()).toHaveLength(1);
    api.clock.nowMs += 24 * 60 * 60 * 1000;
    await list();
    expect(readEvents()).toHaveLength(2);
  });

  it('is recorded also for a forged cursor', async () => {
    const cursor = Buffer.from('2027-01-31T23:00:00.000Z#z').toString('base64url');
    expect((await list(`cursor=${cursor}`)).items.length).toBeGreaterThan(0);
    expect(readEvents()).toHaveLength(1);
  });

  it('is recorded for each tenant and each source address', async () => {
    await api.done('createTenant', { json: { id: 'beta' } });
    await list();
    await api.done('listAuditEvents', { params: { tenant: 'beta' } });
    await api.done('listAuditEvents', { params, sourceIp: '198.51.100.7' });
    expect(readEvents().map(({ tenant, caller }) => [tenant, caller.sourceAddress])).toEqual([
      ['acme', readEvents()[0]?.caller.sourceAddress],
      ['beta', readEvents()[0]?.caller.sourceAddress],
      ['acme', '198.51.100.7'],
    ]);
  });

  it('that cannot be recorded returns nothing', async () => {
    api.faults.beforeCommit = () => {
      throw new UnavailableError('the key table does not respond', { cause: new Error('ETIMEDOUT') });
    };
    expect(await api.rejected('listAuditEvents', { params })).toMatchObject({ code: 'unavailable' });
  });
});
