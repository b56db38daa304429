import { beforeEach, expect, it } from 'vitest';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
import { createTenantWithOwners, issue, storeSession } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const acme = { tenant: 'acme' };
let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

async function statusesOf(key: string): Promise<readonly string[]> {
  const [shown, found, listed] = await Promise.all([
    api.done('showKey', { params: { ...acme, key } }),
    api.done('findKey', { params: { key } }),
    api.done('listKeys', { params: acme }),
  ]);
  const row = listed.items.find(({ id }) => id === key);
  return [shown.status, found.status, row?.status ?? 'missing'];
}

it('returns expired as status of an expired key in every view', async () => {
  const json = { owner: 'app', expiresInSeconds: 60 };
  const { id, value } = await api.done('createKey', { params: acme, json });
  expect(new Set(await statusesOf(id))).toEqual(new Set(['active']));
  api.clock.nowMs += 60_000;
  expect(new Set(await statusesOf(id))).toEqual(new Set(['expired']));
  const verified = await api.done('verify', { params: acme, json: { value } });
  expect(verified).toMatchObject({ outcome: 'expired', key: { status: 'expired' } });
});

it('returns owner-deactivated as status until the owner is reactivated', async () => {
  const { id } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  await api.done('deactivateOwner', { params: { ...acme, owner: 'app' } });
  expect(new Set(await statusesOf(id))).toEqual(new Set(['owner-deactivated']));
  const report = await api.done('reportDeactivatedOwners', { params: acme });
  expect(report.items).toMatchObject([{ owner: { id: 'app' }, keys: [{ id, status: 'owner-deactivated' }] }]);
  await api.done('reactivateOwner', { params: { ...acme, owner: 'app' } });
  expect(new Set(await statusesOf(id))).toEqual(new Set(['active']));
});

it('returns unknown as status if the owner cannot be decoded and the status depends on it', async () => {
  const json = { owner: 'app' };
  const { id } = await api.done('createKey', { params: acme, json });
  const { id: disabled } = await api.done('createKey', { params: acme, json });
  await api.done('disableKey', { params: { ...acme, key: disabled } });
  const { key } = await issue(api.deps);
  await storeSession(api.deps, key);
  api.deps.store.readOwner = async () => {
    throw new UnexpectedItemError('a role of a newer version');
  };
  expect(new Set(await statusesOf(id))).toEqual(new Set(['unknown']));
  expect(new Set(await statusesOf(disabled))).toEqual(new Set(['disabled']));
  const unknown = await api.done('listKeys', { params: acme, query: 'status=unknown' });
  expect(new Set(unknown.items.map((item) => item.id))).toEqual(new Set([id, key.id]));
  const sessions = await api.done('listKeySessions', { params: { ...acme, key: key.id } });
  expect(sessions.items).toMatchObject([{ status: 'unknown' }]);
});

it('returns the resulting status of an update', async () => {
  const { id: key } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  const params = { ...acme, key };
  await api.done('deactivateOwner', { params: { ...acme, owner: 'app' } });
  expect(await api.done('updateKey', { params, json: { name: 'late' } })).toMatchObject({
    status: 'owner-deactivated',
  });
  expect(await api.done('disableKey', { params })).toMatchObject({ status: 'disabled' });
  expect(await api.done('revokeKey', { params })).toMatchObject({ status: 'revoked' });
});

it('returns the value of a new key even if its owner cannot be read any more', async () => {
  const commit = api.store.commit.bind(api.store);
  const readOwner = api.store.readOwner.bind(api.store);
  let committed = false;
  api.deps.store.commit = async (...args) => {
    const outcome = await commit(...args);
    committed = true;
    return outcome;
  };
  api.deps.store.readOwner = async (...args) => {
    if (committed) throw new Error('no owner is read after the commit');
    return readOwner(...args);
  };
  const issued = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  expect(issued).toMatchObject({ status: 'active', value: expect.any(String) });
});
