import { expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { createAdminApi, minimalControlApi } from './admin-api.ts';

it('returns the same tenant when created, read and listed, with ISO 8601 times', async () => {
  const { done } = createAdminApi();
  const acme = {
    id: 'acme',
    name: 'Acme Ltd',
    maxKeyLifetimeDays: null,
    maxValueAgeDays: null,
    rotationFreeze: null,
    status: 'active',
    createdAt: '2027-01-31T12:00:00.000Z',
    version: 1,
  };
  expect(await done('createTenant', { json: { id: 'acme', name: '  Acme Ltd ' } })).toEqual(acme);
  expect(await done('showTenant', { params: { tenant: 'acme' } })).toEqual(acme);
  expect(await done('listTenants', {})).toEqual({ items: [acme], next: null });
});

it('creates a tenant without a name', async () => {
  const { done } = createAdminApi();
  expect(await done('createTenant', { json: { id: 'acme' } })).toMatchObject({ name: null });
});

it('rejects an existing ID', async () => {
  const { done, rejected } = createAdminApi();
  await done('createTenant', { json: { id: 'acme' } });
  expect(await rejected('createTenant', { json: { id: 'acme' } })).toMatchObject({
    status: 409,
    code: 'already-exists',
  });
});

it('returns not-found for an unknown tenant', async () => {
  const { rejected } = createAdminApi();
  expect(await rejected('showTenant', { params: { tenant: 'acme' } })).toMatchObject({
    status: 404,
    code: 'not-found',
  });
});

it('returns each item once in order for every page size', async () => {
  const { done } = createAdminApi();
  const ids = Array.from({ length: 7 }, (_, index) => `t${index}`);
  for (const id of ids) await done('createTenant', { json: { id } });
  for (const limit of [1, 2, 3, 7, 100]) {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? `limit=${limit}` : `limit=${limit}&cursor=${cursor}`;
      const page: { items: { id: string }[]; next: string | null } = await done('listTenants', { query });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(ids);
  }
});

it.each([
  ['now', '2027-01-31T12:00:00.000Z', 422, 'freeze-not-in-future'],
  ['in the past', '2020-01-01T00:00:00Z', 422, 'freeze-not-in-future'],
  ['after the last timestamp', '+10000-01-01T00:00:00Z', 400, 'invalid-request'],
])('rejects a freeze of rotations that ends %s', async (_, until, status, code) => {
  const { done, rejected } = createAdminApi();
  await done('createTenant', { json: { id: 'acme' } });
  const json = { rotationFreeze: { until, reason: 'The year ends' } };
  expect(await rejected('updateTenant', { params: { tenant: 'acme' }, json })).toMatchObject({
    status,
    code,
  });
});

it('sets and removes the freeze of rotations and the maximum value age', async () => {
  const { done } = createAdminApi();
  await done('createTenant', { json: { id: 'acme' } });
  const params = { tenant: 'acme' };
  const rotationFreeze = { until: '2027-12-27T00:00:00.000Z', reason: 'The year ends' };
  const frozen = await done('updateTenant', { params, json: { rotationFreeze, maxValueAgeDays: 30 } });
  expect(frozen).toMatchObject({ rotationFreeze, maxValueAgeDays: 30 });
  expect(await done('updateTenant', { params, json: { rotationFreeze: null } })).toMatchObject({
    rotationFreeze: null,
    maxValueAgeDays: 30,
  });
});

it('suspends and resumes a tenant, which every listing, the key and the verification show', async () => {
  const { done } = createAdminApi();
  const params = { tenant: 'acme' };
  await done('createTenant', { json: { id: 'acme' } });
  await done('createOwner', { params, json: { id: 'app', kind: 'application' } });
  const { id, value } = await done('createKey', { params, json: { owner: 'app' } });
  const statuses = async () => [
    (await done('showTenant', { params })).status,
    (await done('listTenants', {})).items[0]?.status,
    (await done('listKeys', { params })).items[0]?.status,
    (await done('listKeys', { params, query: 'status=tenant-suspended' })).items.length,
    (await done('showKey', { params: { ...params, key: id } })).status,
    (await done('findKey', { params: { key: id } })).status,
    (await done('verify', { params, json: { value } })).outcome,
  ];
  expect(await done('suspendTenant', { params })).toMatchObject({ status: 'suspended', version: 2 });
  expect(await statuses()).toEqual([
    ...['suspended', 'suspended', 'tenant-suspended', 1, 'tenant-suspended', 'tenant-suspended'],
    'tenant-suspended',
  ]);
  expect(await done('resumeTenant', { params })).toMatchObject({ status: 'active', version: 3 });
  expect(await statuses()).toEqual(['active', 'active', 'active', 0, 'active', 'active', 'allowed']);
});

it.each(['suspendTenant', 'resumeTenant'] as const)(
  'after %s, an issued key has the status that its next listing shows',
  async (operation) => {
    const { done } = createAdminApi();
    const params = { tenant: 'acme' };
    await done('createTenant', { json: { id: 'acme' } });
    await done('createOwner', { params, json: { id: 'app', kind: 'application' } });
    await done('suspendTenant', { params });
    await done(operation, { params });
    const created = await done('createKey', { params, json: { owner: 'app' } });
    const renewed = await done('renewKey', { params: { ...params, key: created.id } });
    const replaced = await done('replaceKey', { params: { ...params, key: renewed.id } });
    for (const { id, status } of [created, replaced])
      expect((await done('showKey', { params: { ...params, key: id } })).status).toBe(status);
    const expected = operation === 'suspendTenant' ? 'tenant-suspended' : 'active';
    expect([created, renewed, replaced].map(({ status }) => status)).toEqual([expected, expected, expected]);
  },
);

it('rejects a suspension with the next step if decisions do not read the tenant, and still resumes', async () => {
  const { deps, done } = createAdminApi();
  const params = { tenant: 'acme' };
  await done('createTenant', { json: { id: 'acme' } });
  const handler = minimalControlApi({ ...deps, tenantSuspension: false });
  const call = (operation: 'suspendTenant' | 'resumeTenant') =>
    handler(httpApiEvent({ route: adminRoutes[operation], params }));
  const reply = await call('suspendTenant');
  expect(JSON.parse(reply.body)).toMatchObject({
    ...{ status: 409, code: 'tenant-suspension-disabled' },
    detail: expect.stringContaining('tenantSuspension: true'),
  });
  expect((await call('resumeTenant')).statusCode).toBe(200);
});
