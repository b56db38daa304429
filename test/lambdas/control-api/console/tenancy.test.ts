import { describe, expect, it } from 'vitest';
import { type ConsoleOperation, consoleRoutes } from '../../../../lib/contracts/http/console.ts';
import { reachOf } from '../../../../lib/contracts/http/role-permissions.ts';
import type { Route } from '../../../../lib/contracts/http/route.ts';
import { ROLES, type Role } from '../../../../lib/core/owners/owner.ts';
import { PROFILES } from '../../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../../lib/core/profiles/default.ts';
import { mindbridge } from '../../../../lib/core/profiles/mindbridge.ts';
import { mindhunters } from '../../../../lib/core/profiles/mindhunters.ts';
import { UnexpectedItemError } from '../../../../lib/core/store.ts';
import { credits } from '../../../support/limits.ts';
import { managedSince } from '../../../support/memory-rotation.ts';
import { issue, storeSession } from '../../../support/sample-tenant.ts';
import { bodyOf } from '../good-calls.ts';
import { consoleOperations, createConsoleApi } from './console-api.ts';

type Api = Awaited<ReturnType<typeof createConsoleApi>>;

const PERMISSIONS = ['read'];
const NEVER = 'neverNever12';
const everyCall = consoleOperations.flatMap((operation) => ROLES.map((role) => [operation, role] as const));
const ofPath = (part: string) => consoleOperations.filter((each) => pathOf(each).includes(part));

function pathOf(operation: ConsoleOperation): string {
  const route: Route = consoleRoutes[operation];
  return route.path;
}

type Named = 'tenant' | 'key' | 'session' | 'owner';

/** The IDs of a key and a session created with it. */
async function keyWithSession({ deps, secrets }: Api, given: Parameters<typeof issue>[1]) {
  const { key } = await issue(deps, { permissions: PERMISSIONS, limits: [credits()], ...given });
  await managedSince({ ...deps, secrets }, key);
  return { key: key.id, session: (await storeSession(deps, key)).id };
}

/** A valid call of an operation by a person of acme, with replaced parameters. */
function callAs(
  api: Api,
  [operation, role]: readonly [ConsoleOperation, Role],
  { tenant = 'acme', key = NEVER, session = NEVER, owner = 'app' }: Partial<Record<Named, string>>,
) {
  const params = Object.fromEntries(
    Object.entries({ tenant, key, session, owner }).filter(([name]) =>
      pathOf(operation).includes(`{${name}}`),
    ),
  );
  const makesKey = operation === 'createKey' || operation === 'manageKey';
  const json =
    operation === 'revokeKeys'
      ? { keys: [{ id: key }] }
      : makesKey
        ? { owner, permissions: PERMISSIONS }
        : bodyOf(operation);
  return api.call(operation, { as: `${role}@acme`, params, json });
}

describe.each(everyCall)('%s by an %s', (operation, role) => {
  it('for another tenant returns the same bytes as for an unknown tenant, and writes nothing', async () => {
    const api = await createConsoleApi();
    const theirs = await keyWithSession(api, { tenant: 'beta' });
    // Signed in to acme before, so that this call binds no identity.
    await api.me({ as: `${role}@acme` });
    const before = api.store.dump();
    const foreign = await callAs(api, [operation, role], { tenant: 'beta', ...theirs });
    const missing = await callAs(api, [operation, role], { tenant: 'nowhere', ...theirs });
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ statusCode: 404 });
    expect(api.store.dump()).toBe(before);
  });

  it.each(['own', "another owner's"])('for the own tenant is limited by the role: %s', async (whose) => {
    const api = await createConsoleApi();
    const owner = whose === 'own' ? role : 'app';
    const named = await keyWithSession(api, { owner });
    const reach = reachOf(role, operation, defaultProfile);
    const isDenied = reach === 'nothing' || (reach === 'own-keys' && whose !== 'own');
    const before = api.store.dump();
    const { statusCode, body } = await callAs(api, [operation, role], { ...named, owner });
    if (!isDenied) return expect([200, 201], body).toContain(statusCode);
    expect(JSON.parse(body)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(withoutSignIn(api.store.dump())).toBe(withoutSignIn(before));
  });
});

/** The first call binds the identity of the person. Otherwise a denied call writes nothing. */
function withoutSignIn(dump: string): string {
  const [tenants, owners, keys, sessions, records] = JSON.parse(dump);
  const plain = owners.map(
    ({ identity, version, ...owner }: { identity: unknown; version: number }) => owner,
  );
  return JSON.stringify([tenants, plain, keys, sessions, records]);
}

it('revokes no key of a list with a key outside the reach of the caller', async () => {
  const api = await createConsoleApi();
  const { key: own } = await issue(api.deps, { owner: 'developer', permissions: PERMISSIONS });
  const { key: other } = await issue(api.deps, { owner: 'app-admin', permissions: PERMISSIONS });
  const revoke = (keys: readonly string[]) =>
    api.call('revokeKeys', {
      as: 'developer@acme',
      params: { tenant: 'acme' },
      json: { keys: keys.map((id) => ({ id })) },
    });
  expect((await revoke([own.id, other.id])).statusCode).toBe(403);
  expect(await api.store.readKey(own.id)).toMatchObject({ status: 'active' });
  expect((await revoke([own.id])).statusCode).toBe(200);
  expect(await api.store.readKey(own.id)).toMatchObject({ status: 'revoked' });
});

/** Returns the function that still decodes the key. */
function makeUndecodable({ store }: Api, key: string) {
  const { readKey } = store;
  const undecodable = (id: string) =>
    id === key ? Promise.reject(new UnexpectedItemError('a newer version')) : readKey(id);
  Object.assign(store, { readKey: undecodable });
  return readKey;
}

it.each(ofPath('{key}'))(
  'changes nothing of a key that cannot be decoded for a role with its own keys only (%s)',
  async (operation) => {
    const api = await createConsoleApi();
    const named = await keyWithSession(api, { owner: 'app-admin' });
    const before = api.store.dump();
    makeUndecodable(api, named.key);
    await callAs(api, [operation, 'developer'], named);
    expect(withoutSignIn(api.store.dump())).toBe(withoutSignIn(before));
  },
);

it('revokes the other keys of a list if one of them cannot be decoded', async () => {
  const api = await createConsoleApi();
  const { key: own } = await issue(api.deps, { owner: 'developer', permissions: PERMISSIONS });
  const readKey = makeUndecodable(api, NEVER);
  const { statusCode, body } = await api.call('revokeKeys', {
    as: 'developer@acme',
    params: { tenant: 'acme' },
    json: { keys: [{ id: NEVER }, { id: own.id }] },
  });
  expect({ statusCode, ...JSON.parse(body) }).toMatchObject({
    statusCode: 200,
    results: [
      { id: NEVER, problem: { code: 'unreadable-item' } },
      { id: own.id, problem: null },
    ],
  });
  expect(await readKey(own.id)).toMatchObject({ status: 'revoked' });
});

describe.each(ROLES)('the own tenant of the role %s', (role) => {
  it.each(ofPath('{key}'))('treats a key of another tenant as unknown (%s)', async (operation) => {
    const api = await createConsoleApi();
    const theirs = await keyWithSession(api, { tenant: 'beta' });
    await api.me({ as: `${role}@acme` });
    const before = api.store.dump();
    const foreign = await callAs(api, [operation, role], theirs);
    expect(foreign).toEqual(await callAs(api, [operation, role], {}));
    const isDenied = reachOf(role, operation, defaultProfile) === 'nothing';
    expect(foreign.statusCode).toBe(isDenied ? 403 : 404);
    expect(api.store.dump()).toBe(before);
  });

  it.each(ofPath('{session}'))('treats a session of another tenant as unknown (%s)', async (operation) => {
    const api = await createConsoleApi();
    const { key } = await keyWithSession(api, { owner: role });
    const { session } = await keyWithSession(api, { tenant: 'beta' });
    await api.me({ as: `${role}@acme` });
    const before = api.store.dump();
    const foreign = await callAs(api, [operation, role], { key, session });
    expect(foreign).toEqual(await callAs(api, [operation, role], { key }));
    expect(foreign.statusCode).toBe(role === 'auditor' ? 403 : 404);
    expect(api.store.dump()).toBe(before);
  });

  it.each(ofPath('{owner}'))('treats an owner of another tenant as unknown (%s)', async (operation) => {
    const api = await createConsoleApi();
    await api.invite('beta', 'developer', 'stranger');
    await api.me({ as: `${role}@acme` });
    const before = api.store.dump();
    const foreign = await callAs(api, [operation, role], { owner: 'stranger' });
    expect(foreign).toEqual(await callAs(api, [operation, role], { owner: 'nobody' }));
    const isDenied = reachOf(role, operation, defaultProfile) === 'nothing';
    expect(foreign.statusCode).toBe(isDenied ? 403 : 404);
    expect(api.store.dump()).toBe(before);
  });

  it('issues no key for an owner of another tenant, as for an unknown owner', async () => {
    const api = await createConsoleApi();
    await api.invite('beta', 'developer', 'stranger');
    await api.me({ as: `${role}@acme` });
    const foreign = await callAs(api, ['createKey', role], { owner: 'stranger' });
    expect(foreign).toEqual(await callAs(api, ['createKey', role], { owner: 'nobody' }));
    expect([403, 404]).toContain(foreign.statusCode);
  });

  it.each(['listKeys', 'listOwners'] as const)('lists no item of another tenant (%s)', async (operation) => {
    const api = await createConsoleApi();
    for (const tenant of ['acme', 'beta']) await issue(api.deps, { tenant });
    const { body } = await api.call(operation, { as: `${role}@acme`, params: { tenant: 'acme' } });
    const { items } = consoleRoutes[operation].response.body.parse(JSON.parse(body));
    expect(items.length).toBeGreaterThan(0);
    for (const { tenant } of items) expect(tenant).toBe('acme');
  });
});

it.each([...PROFILES.values()].map((profile) => [profile.name, profile] as const))(
  'allows key creation to the key managers of %s only (MH-10, MS-11, MK-14, MB-01)',
  async (_, profile) => {
    for (const role of ROLES) {
      const api = await createConsoleApi({ profile });
      const json = { owner: role, permissions: PERMISSIONS };
      const { body } = await api.call('createKey', { as: `${role}@acme`, params: { tenant: 'acme' }, json });
      const isDenied = JSON.parse(body).code === 'forbidden';
      expect(isDenied).toBe(!profile.keyManagers.includes(role));
    }
  },
);

describe.each([mindbridge, mindhunters])('on every route of the console of $name', (profile) => {
  it.each(['developer', 'auditor'] as const)(
    'returns keys to an %s only if the profile allows it',
    async (role) => {
      const api = await createConsoleApi({ profile });
      const { key } = await issue(api.deps, {
        owner: role,
        environment: profile.defaultEnvironment,
        permissions: PERMISSIONS,
      });
      const { id: session } = await storeSession(api.deps, key);
      for (const operation of consoleOperations) {
        const { body } = await callAs(api, [operation, role], { key: key.id, session, owner: role });
        if (!profile.keyReaders.includes(role)) expect(body, operation).not.toContain(key.id);
      }
      const { statusCode } = await callAs(api, ['listKeys', role], {});
      expect(statusCode).toBe(profile.keyReaders.includes(role) ? 200 : 403);
    },
  );
});

describe('token management by a developer of Mindhunters (MH-10, MH-17)', () => {
  const environment = mindhunters.defaultEnvironment;
  const as = 'developer@acme';

  it.each([
    ['of any application of the tenant', { owner: 'app' }, 201],
    ['of their own', { owner: 'developer' }, 201],
    ['of another person', { owner: 'auditor' }, 403],
    ['of an application, but unbound', { owner: 'app', boundBy: 'none' }, 403],
    ['of an unknown owner', { owner: 'nobody' }, 403],
    ['of an application, exceeding their own role', { owner: 'app', permissions: ['delete'] }, 422],
  ])('%s', async (_, settings, status) => {
    const api = await createConsoleApi({ profile: mindhunters });
    const json = { permissions: PERMISSIONS, ...settings };
    const { statusCode, body } = await api.call('createKey', { as, params: { tenant: 'acme' }, json });
    expect(statusCode, body).toBe(status);
  });

  it.each([
    ['app', 'acme', 200],
    ['auditor', 'acme', 403],
    ['app', 'beta', 404],
  ] as const)('revokes a key of %s of %s: %i', async (owner, tenant, status) => {
    const api = await createConsoleApi({ profile: mindhunters });
    const { key } = await issue(api.deps, { tenant, owner, environment, permissions: PERMISSIONS });
    const call = { as, params: { tenant: 'acme', key: key.id } };
    expect((await api.call('revokeKey', call)).statusCode).toBe(status);
  });
});

it.each([
  ['developer', 201],
  ['app', 403],
] as const)(
  'returns the status for the adoption of a key of %s by a developer: %i',
  async (owner, status) => {
    const api = await createConsoleApi();
    const { key } = await issue(api.deps, { owner });
    const call = { as: 'developer@acme', params: { tenant: 'acme' }, json: { key: key.id } };
    expect((await api.call('manageKey', call)).statusCode).toBe(status);
    expect(api.secrets.secrets.size).toBe(status === 201 ? 1 : 0);
  },
);
