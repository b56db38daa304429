import { beforeEach, expect, it } from 'vitest';
import { OWNER_DEFAULTS } from '../../../scripts/samples/defaults.ts';
import { createAdminApi } from './admin-api.ts';

const acme = { tenant: 'acme' };
let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await api.done('createTenant', { json: { id: 'acme' } });
});

it.each([
  [{ kind: 'person', role: 'developer', name: 'Ann' }],
  [{ kind: 'person', role: 'auditor', name: null }],
  [{ kind: 'application', role: null, name: null }],
  [{ kind: 'account', role: null, name: null }],
])('returns the same owner when created, read and listed: %o', async ({ role, ...given }) => {
  const json = { id: 'ann', ...given, ...(role && { role }) };
  const view = {
    tenant: 'acme',
    id: 'ann',
    uuid: 'd843b95f-9a09-861f-9274-c2dd066143c0',
    ...given,
    role,
    ...OWNER_DEFAULTS,
    signedIn: false,
    status: 'active',
    createdAt: '2027-01-31T12:00:00.000Z',
    version: 1,
  };
  expect(await api.done('createOwner', { params: acme, json })).toEqual(view);
  expect(await api.done('showOwner', { params: { ...acme, owner: 'ann' } })).toEqual(view);
  expect(await api.done('listOwners', { params: acme })).toEqual({ items: [view], next: null });
});

it('lists the owners of a kind, and those with a text in their name, ID or email address', async () => {
  const role = 'developer';
  await api.done('createOwner', {
    params: acme,
    json: { id: 'ann', kind: 'person', role, name: 'Ann Lee', email: 'ann.lee@example.com' },
  });
  await api.done('createOwner', {
    params: acme,
    json: { id: 'billing', kind: 'application', name: 'Lee bills' },
  });
  await api.done('createOwner', { params: acme, json: { id: 'big', kind: 'account' } });
  const idsOf = async (query: string) =>
    (await api.done('listOwners', { params: acme, query })).items.map(({ id }) => id);
  expect(await idsOf('kind=person')).toEqual(['ann']);
  expect(await idsOf('search=LEE')).toEqual(['ann', 'billing']);
  expect(await idsOf('search=ann.lee%40')).toEqual(['ann']);
  expect(await idsOf('search=bi')).toEqual(['big', 'billing']);
  expect(await idsOf('search=lee&kind=application')).toEqual(['billing']);
  expect(await idsOf('search=example.com')).toEqual([]);
  const first = await api.done('listOwners', { params: acme, query: 'search=lee&limit=1' });
  const rest = await api.done('listOwners', {
    params: acme,
    query: `search=lee&limit=1&cursor=${first.next}`,
  });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['ann', 'billing']);
  for (const query of ['kind=robot', 'search=']) await api.rejected('listOwners', { params: acme, query });
});

it.each([
  ['a person without a role', { kind: 'person' }],
  ['an application with a role', { kind: 'application', role: 'developer' }],
  ['an application with an explicit null role', { kind: 'application', role: null }],
  ['a role that does not exist', { kind: 'person', role: 'root' }],
  ['a kind that does not exist', { kind: 'robot' }],
  ['no kind', {}],
])('rejects an invalid owner: %s', async (_, given) => {
  expect(await api.rejected('createOwner', { params: acme, json: { id: 'ann', ...given } })).toMatchObject({
    code: 'invalid-request',
  });
  expect(await api.done('listOwners', { params: acme })).toEqual({ items: [], next: null });
});

it('rejects an existing ID', async () => {
  const json = { id: 'app', kind: 'application' };
  await api.done('createOwner', { params: acme, json });
  expect(await api.rejected('createOwner', { params: acme, json })).toMatchObject({ code: 'already-exists' });
});

it('deactivates an owner once and returns the same when repeated', async () => {
  await api.done('createOwner', { params: acme, json: { id: 'app', kind: 'application' } });
  const params = { ...acme, owner: 'app' };
  const cutOff = await api.done('deactivateOwner', { params });
  expect(cutOff).toMatchObject({ status: 'deactivated' });
  expect(await api.done('deactivateOwner', { params })).toEqual(cutOff);
  expect(await api.done('showOwner', { params })).toEqual(cutOff);
});

it('reactivates a deactivated owner and returns the same when repeated', async () => {
  await api.done('createOwner', { params: acme, json: { id: 'app', kind: 'application' } });
  const params = { ...acme, owner: 'app' };
  await api.done('deactivateOwner', { params });
  const active = await api.done('reactivateOwner', { params });
  expect(active).toMatchObject({ status: 'active' });
  expect(await api.done('reactivateOwner', { params })).toEqual(active);
  expect(await api.rejected('reactivateOwner', { params: { ...acme, owner: 'nobody' } })).toMatchObject({
    code: 'not-found',
  });
});

it.each(['createOwner', 'listOwners'] as const)(
  '%s returns not-found for an unknown tenant',
  async (operation) => {
    const json = operation === 'createOwner' ? { id: 'app', kind: 'application' } : undefined;
    expect(await api.rejected(operation, { params: { tenant: 'beta' }, json })).toMatchObject({
      code: 'not-found',
    });
  },
);
