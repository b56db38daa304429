import { beforeEach, describe, expect, it } from 'vitest';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleRoutes } from '../../../lib/contracts/http/console.ts';
import { etagOf, isConditional, type Route } from '../../../lib/contracts/http/route.ts';
import type { AdminCall, createAdminApi } from './admin-api.ts';
import { bodyOf, createApiWithResources, shown } from './good-calls.ts';
import { operations } from './operations.ts';

/** The update that must precede the operation, so that the operation has an effect. */
const BEFORE: Readonly<Partial<Record<AdminOperation, AdminOperation>>> = {
  enableKey: 'disableKey',
  restoreKey: 'deleteKey',
  reactivateOwner: 'deactivateOwner',
  resumeRotation: 'pauseRotation',
  resumeTenant: 'suspendTenant',
};

const conditional = operations.filter((each) => isConditional(adminRoutes[each]));
const otherWrites = operations.filter((each) => {
  const route: Route = adminRoutes[each];
  return route.method !== 'GET' && !isConditional(route);
});
/** Operations without an effect when repeated. */
const repeatable = conditional.filter((each) => each !== 'unmanageKey');

type Api = Awaited<ReturnType<typeof createContext>>;

/** A tenant with owners, a managed key and a session, ready for an operation. */
async function createContext(operation: AdminOperation) {
  const { api, params, paramsOf } = await createApiWithResources();
  const callOf = (each: AdminOperation, ifMatch?: string): AdminCall => ({
    params: paramsOf(each),
    json: bodyOf(each),
    ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
  });
  const call = (each: AdminOperation, ifMatch?: string) => api.call(each, callOf(each, ifMatch));
  const before = BEFORE[operation];
  if (before) await call(before);
  return { ...api, keyId: params.key, callOf, call, versionNow: () => versionOf(api, operation, params) };
}

/** The version in the view of the resource that an operation updates. */
async function versionOf(
  { done }: Pick<ReturnType<typeof createAdminApi>, 'done'>,
  operation: AdminOperation,
  { tenant, owner, key, session }: Record<'tenant' | 'owner' | 'key' | 'session', string>,
): Promise<number> {
  const { path } = adminRoutes[operation];
  if (path.includes('/managed-keys/'))
    return (await done('showManagedKey', { params: { tenant, key } })).version;
  if (path.includes('/sessions/')) {
    const { items } = await done('listKeySessions', { params: { tenant, key } });
    return items.find(({ id }) => id === session)?.version ?? 0;
  }
  if (path.includes('/keys/')) return (await done('showKey', { params: { tenant, key } })).version;
  if (path.includes('/owners/')) return (await done('showOwner', { params: { tenant, owner } })).version;
  return (await done('showTenant', { params: { tenant } })).version;
}

let api: Api;

it('supports If-Match on every update of a tenant, owner, key, session or managed key', () => {
  expect(conditional.toSorted()).toEqual(
    [
      ...['updateTenant', 'suspendTenant', 'resumeTenant'],
      ...['updateOwner', 'deactivateOwner', 'reactivateOwner'],
      ...['updateKey', 'disableKey', 'enableKey', 'deleteKey', 'restoreKey', 'revokeKey'],
      'endKeySession',
      ...['updateManagedKey', 'pauseRotation', 'resumeRotation', 'unmanageKey'],
    ].toSorted(),
  );
  // Only operators suspend tenants.
  expect(Object.values<Route>(consoleRoutes).filter(isConditional)).toHaveLength(conditional.length - 2);
});

describe.each(conditional)('%s', (operation) => {
  beforeEach(async () => {
    api = await createContext(operation);
  });

  it.each([2, 64])('succeeds once for each version, for %i concurrent callers', async (callers) => {
    const etag = etagOf(await api.versionNow());
    const replies = await Promise.all(Array.from({ length: callers }, () => api.call(operation, etag)));
    const rejected = replies.filter(({ statusCode }) => statusCode !== 200);
    expect(rejected).toHaveLength(callers - 1);
    // An unmanaged key has no settings with a version.
    const expected = operation === 'unmanageKey' ? 'not-managed' : 'version-mismatch';
    expect(new Set(rejected.map(({ body }) => JSON.parse(body).code))).toEqual(new Set([expected]));
  });

  it('succeeds once for each version, for two sequential callers', async () => {
    const etag = etagOf(await api.versionNow());
    await api.done(operation, api.callOf(operation, etag));
    const { code } = await api.rejected(operation, api.callOf(operation, etag));
    expect(code).toBe(operation === 'unmanageKey' ? 'not-managed' : 'version-mismatch');
  });

  it('writes nothing, and names both versions, if the resource has another version', async () => {
    const version = await api.versionNow();
    const before = api.store.dump();
    for (const other of [version + 1, version + 100, 999_999_999_999_999]) {
      const rejected = await api.rejected(operation, api.callOf(operation, etagOf(other)));
      expect(rejected).toMatchObject({ status: 412, code: 'version-mismatch' });
      expect(rejected.detail).toContain(
        `Expected version ${other}, the current version is ${version}. Read the resource again`,
      );
    }
    expect(api.store.dump()).toBe(before);
  });

  it.each([
    '3',
    'W/"3"',
    '"3',
    '""',
    '"03"',
    '"-3"',
    '"3", "4"',
    '"3","3"',
    '**',
    '',
    '"1e3"',
    '"9999999999999999"',
  ])('rejects the If-Match %j with the allowed values', async (ifMatch) => {
    const before = api.store.dump();
    const rejected = await api.rejected(operation, api.callOf(operation, ifMatch));
    expect(rejected).toMatchObject({
      code: 'invalid-request',
      issues: [
        { path: 'If-Match', message: expect.stringContaining('its version in double quotes ("3"), or *') },
      ],
    });
    expect(api.store.dump()).toBe(before);
  });

  it('returns not-found for an unknown resource with any version', async () => {
    const call = api.callOf(operation, etagOf(1));
    const rejected = await api.rejected(operation, { ...call, params: { ...call.params, tenant: 'other' } });
    expect(rejected.code).toBe('not-found');
  });
});

describe.each(repeatable)('%s', (operation) => {
  beforeEach(async () => {
    api = await createContext(operation);
  });

  it.each([undefined, '*'])('succeeds for every caller with the If-Match %j', async (ifMatch) => {
    const version = await api.versionNow();
    const replies = await Promise.all(Array.from({ length: 8 }, () => api.call(operation, ifMatch)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await api.versionNow()).toBe(version + 1);
  });

  it('increments the version only if the resource changes', async () => {
    const version = await api.versionNow();
    const first = await api.call(operation, etagOf(version));
    expect(first).toMatchObject({ statusCode: 200, headers: { ETag: etagOf(version + 1) } });
    const after = api.store.dump();

    expect(await api.call(operation, first.headers.ETag)).toMatchObject({
      statusCode: 200,
      headers: { ETag: etagOf(version + 1) },
    });

    expect(api.store.dump()).toBe(after);
    expect(await api.versionNow()).toBe(version + 1);
  });
});

it.each(otherWrites)('%s rejects an If-Match, because it is not conditional', async (operation) => {
  api = await createContext(operation);
  const before = api.store.dump();
  for (const ifMatch of [etagOf(1), '*', shown('junk')]) {
    const rejected = await api.rejected(operation, api.callOf(operation, ifMatch));
    expect(rejected).toMatchObject({ code: 'invalid-request', issues: [{ path: 'If-Match' }] });
  }
  expect(api.store.dump()).toBe(before);
});

describe('the version of a managed key', () => {
  beforeEach(async () => {
    api = await createContext('updateManagedKey');
  });

  const versions = async () => {
    const params = { tenant: 'acme', key: api.keyId };
    const { version: ofKey } = await api.done('showKey', { params });
    const { version: ofSettings } = await api.done('showManagedKey', { params });
    return { ofKey, ofSettings };
  };

  it('is not changed by a rotation, which increments the version of the key', async () => {
    const before = await versions();
    await api.done('rotateKey', api.callOf('rotateKey'));
    const after = await versions();
    expect(after.ofSettings).toBe(before.ofSettings);
    expect(after.ofKey).toBeGreaterThan(before.ofKey);
    await api.done('updateManagedKey', api.callOf('updateManagedKey', etagOf(before.ofSettings)));
  });

  it('is larger than every earlier version after the key is managed again', async () => {
    const { version } = await api.done('updateManagedKey', api.callOf('updateManagedKey'));
    await api.done('unmanageKey', api.callOf('unmanageKey', etagOf(version)));
    const again = await api.done('manageKey', { params: { tenant: 'acme' }, json: { key: api.keyId } });
    expect(again.version).toBeGreaterThan(version);
    const rejected = await api.rejected('pauseRotation', api.callOf('pauseRotation', etagOf(version)));
    expect(rejected.code).toBe('version-mismatch');
  });

  it('is compared before the key is revoked', async () => {
    const { ofSettings } = await versions();
    const revoking = { ...api.callOf('unmanageKey', etagOf(ofSettings + 1)), query: 'revoke=true' };
    expect(await api.rejected('unmanageKey', revoking)).toMatchObject({ code: 'version-mismatch' });
    expect(await api.store.readKey(api.keyId)).toMatchObject({ status: 'active' });

    await api.done('unmanageKey', { ...api.callOf('unmanageKey', etagOf(ofSettings)), query: 'revoke=true' });
    expect(await api.store.readKey(api.keyId)).toMatchObject({ status: 'revoked' });
    expect(await api.store.readManagedKey(api.keyId)).toBeUndefined();
  });
});
