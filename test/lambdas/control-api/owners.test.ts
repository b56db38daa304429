import { beforeEach, expect, it } from 'vitest';
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
])('an owner is created, shown and listed alike: %o', async ({ role, ...given }) => {
  const json = { id: 'ann', ...given, ...(role && { role }) };
  const view = {
    tenant: 'acme',
    id: 'ann',
    uuid: 'd843b95f-9a09-861f-9274-c2dd066143c0',
    ...given,
    role,
    plan: null,
    email: null,
    signedIn: false,
    status: 'active',
    createdAt: '2027-01-31T12:00:00.000Z',
    version: 1,
  };
  expect(await api.done('createOwner', { params: acme, json })).toEqual(view);
  expect(await api.done('showOwner', { params: { ...acme, owner: 'ann' } })).toEqual(view);
  expect(await api.done('listOwners', { params: acme })).toEqual({ items: [view], next: null });
});

it.each([
  ['a person without a role', { kind: 'person' }],
  ['an application with a role', { kind: 'application', role: 'developer' }],
  ['an application with no role said aloud', { kind: 'application', role: null }],
  ['a role that does not exist', { kind: 'person', role: 'root' }],
  ['a kind that does not exist', { kind: 'robot' }],
  ['no kind', {}],
])('an owner that could not be is refused: %s', async (_, given) => {
  expect(await api.refused('createOwner', { params: acme, json: { id: 'ann', ...given } })).toMatchObject({
    code: 'invalid-request',
  });
  expect(await api.done('listOwners', { params: acme })).toEqual({ items: [], next: null });
});

it('a taken id is refused', async () => {
  const json = { id: 'app', kind: 'application' };
  await api.done('createOwner', { params: acme, json });
  expect(await api.refused('createOwner', { params: acme, json })).toMatchObject({ code: 'already-exists' });
});

it('an owner is deactivated once and for all answers alike when repeated', async () => {
  await api.done('createOwner', { params: acme, json: { id: 'app', kind: 'application' } });
  const params = { ...acme, owner: 'app' };
  const cutOff = await api.done('deactivateOwner', { params });
  expect(cutOff).toMatchObject({ status: 'deactivated' });
  expect(await api.done('deactivateOwner', { params })).toEqual(cutOff);
  expect(await api.done('showOwner', { params })).toEqual(cutOff);
});

it('an owner that was deactivated is reactivated, and answers alike when that is repeated', async () => {
  await api.done('createOwner', { params: acme, json: { id: 'app', kind: 'application' } });
  const params = { ...acme, owner: 'app' };
  await api.done('deactivateOwner', { params });
  const active = await api.done('reactivateOwner', { params });
  expect(active).toMatchObject({ status: 'active' });
  expect(await api.done('reactivateOwner', { params })).toEqual(active);
  expect(await api.refused('reactivateOwner', { params: { ...acme, owner: 'nobody' } })).toMatchObject({
    code: 'not-found',
  });
});

it.each(['createOwner', 'listOwners'] as const)('%s needs its tenant', async (operation) => {
  const json = operation === 'createOwner' ? { id: 'app', kind: 'application' } : undefined;
  expect(await api.refused(operation, { params: { tenant: 'beta' }, json })).toMatchObject({
    code: 'not-found',
  });
});
