import { beforeEach, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { createTenantWithOwners, issue, storeSession } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';
import { bodyOf } from './good-calls.ts';
import { operations } from './operations.ts';

/** The states of the key of acme that beta requests. */
const STATES = ['active', 'disabled', 'revoked', 'expired', 'owner-deactivated'] as const;

let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps, 'acme');
  await api.done('createTenant', { json: { id: 'beta' } });
});

const onKeys = operations.filter((each) => /\{tenant\}.*\{key\}/.test(adminRoutes[each].path));
const onOwners = operations.filter((each) => adminRoutes[each].path.includes('{owner}'));

it.each(onKeys.flatMap((operation) => STATES.map((state) => [operation, state] as const)))(
  '%s returns the same for a key of another tenant as for an unknown key, in the state %s',
  async (operation, state) => {
    const { key, session } = await keyOfAcme(state);
    const before = api.store.dump();
    const json = bodyOf(operation);
    const ofSession = adminRoutes[operation].path.includes('{session}') && { session };
    const [foreign, missing] = [key, 'neverNever12'].map((each) =>
      api.call(operation, { params: { tenant: 'beta', key: each, ...ofSession }, json }),
    );
    expect(await foreign).toEqual(await missing);
    expect(await foreign).toMatchObject({ statusCode: 404 });
    expect(api.store.dump()).toBe(before);
  },
);

it.each(onOwners)(
  '%s returns the same for an owner of another tenant as for an unknown owner',
  async (operation) => {
    const before = api.store.dump();
    const [foreign, missing] = ['app', 'nobody'].map((owner) =>
      api.call(operation, {
        params: { tenant: 'beta', owner },
        json: bodyOf(operation),
      }),
    );
    expect(await foreign).toEqual(await missing);
    expect(await foreign).toMatchObject({ statusCode: 404 });
    expect(api.store.dump()).toBe(before);
  },
);

it('rejects a key for an owner of another tenant as for an unknown owner', async () => {
  const [foreign, missing] = ['app', 'nobody'].map((owner) =>
    api.call('createKey', { params: { tenant: 'beta' }, json: { owner } }),
  );
  expect(await foreign).toEqual(await missing);
  expect(await foreign).toMatchObject({ statusCode: 404 });
});

it('lists only items of the tenant, also with a cursor of another tenant or a modified one', async () => {
  await createTenantWithOwners(api.deps, 'gamma');
  for (const tenant of ['acme', 'acme', 'acme', 'gamma']) await issue(api.deps, { tenant });
  for (const operation of ['listKeys', 'listOwners', 'listAuditEvents'] as const) {
    const { next } = await api.done(operation, { params: { tenant: 'acme' }, query: 'limit=1' });
    const cursor = next ?? '';
    expect(cursor).not.toBe('');
    for (const bent of [cursor, ...bentByHand(cursor)]) {
      for (const tenant of ['beta', 'gamma', 'acme']) {
        const reply = await api.call(operation, { params: { tenant }, query: `cursor=${bent}` });
        expect([200, 400]).toContain(reply.statusCode);
        if (reply.statusCode === 400) continue;
        const { items } = adminRoutes[operation].response.body.parse(JSON.parse(reply.body));
        for (const item of items) expect(item.tenant).toBe(tenant);
      }
    }
  }
});

/** The cursor with each character changed in turn, shortened and extended. */
function bentByHand(cursor: string): readonly string[] {
  const changed = [...cursor].map((character, index) => {
    const other = character === 'A' ? 'B' : 'A';
    return cursor.slice(0, index) + other + cursor.slice(index + 1);
  });
  return [...changed, cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, cursor + cursor];
}

/** The IDs of a key of acme and a session created with it. */
async function keyOfAcme(state: (typeof STATES)[number]) {
  const { key } = await issue(api.deps, { owner: 'dev', expiresAtMs: api.clock.nowMs + 1 });
  const session = await storeSession(api.deps, key);
  const params = { tenant: 'acme', key: key.id };
  if (state === 'disabled') await api.done('disableKey', { params });
  if (state === 'revoked') await api.done('revokeKey', { params });
  if (state === 'expired') api.clock.nowMs += 1;
  if (state === 'owner-deactivated')
    await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'dev' } });
  return { key: key.id, session: session.id };
}
