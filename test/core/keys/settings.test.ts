import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { identifier, instant, metadata, name, permissions } from '../../../lib/contracts/http/fields.ts';
import { allowedAddresses, limits } from '../../../lib/contracts/http/limits.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { KEY_BINDINGS, type Key, type KeySettings } from '../../../lib/core/keys/key.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import type { KeyName } from '../../../lib/core/keys/update-key-with-retry.ts';
import { ROLES, type Role } from '../../../lib/core/owners/owner.ts';
import { LATEST_INSTANT_MS } from '../../../lib/core/runtime.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON, ownerOf } from '../../support/entities.ts';
import { quota, rate } from '../../support/limits.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createChild, createTenantWithOwners, NEW_KEY } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

/** What the API's routes accept and answer of a key's settings. */
const settingsSchema = z.object({
  owner: identifier,
  name,
  environment: identifier,
  permissions,
  expiresAt: instant.nullable(),
  metadata,
  limits,
  allowedAddresses,
});

const aPermission = fc.oneof(
  fc.constantFrom('read', 'write', 'delete', 'orders:*', 'orders:read', 'orders:write', 'p:*'),
  fc.stringMatching(/^[a-z]{1,63}$/),
  fc.stringMatching(/^[a-z]{50,61}:\*$/),
);
const aPermissionList = fc.oneof(
  fc.array(aPermission, { minLength: 1, maxLength: 5 }),
  fc.array(fc.oneof(aPermission, fc.string()), { maxLength: 5 }),
  fc.integer({ min: 20, max: 40 }).map((count) => Array.from({ length: count }, (_, at) => `area${at}:*`)),
  fc.array(aPermission, { minLength: 30, maxLength: 70 }),
);
const anExpiry = fc.option(
  fc.oneof(
    fc.integer({ min: NOON - 1000, max: NOON + 100_000 }),
    fc.integer({ min: LATEST_INSTANT_MS - 10, max: LATEST_INSTANT_MS + 10 }),
    fc.integer(),
  ),
);
const aMetadata = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }) },
  fc.dictionary(fc.string(), fc.string({ minLength: 900, maxLength: 1100 })),
);

const aLimit = fc.oneof(
  fc.record({ max: fc.integer({ min: 0, max: 3 }), name: fc.constantFrom('a', 'b', 'No name') }).map(quota),
  fc.record({ requests: fc.integer({ min: 1, max: 200 }) }).map(rate),
);
const someLimits = fc.oneof(
  { weight: 4, arbitrary: fc.array(aLimit, { maxLength: 2 }) },
  fc.array(aLimit, { minLength: 5, maxLength: 6 }),
);
const someAddresses = fc.oneof(
  { weight: 4, arbitrary: fc.subarray(['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32']) },
  fc.constantFrom(['192.0.2.1/24'], ['0.0.0.0/0'], ['192.0.2.0/24', '192.0.2.7/32'], ['localhost']),
);

const someSettings = fc.record({
  name: fc.option(
    fc.oneof({ weight: 4, arbitrary: fc.string() }, fc.string({ minLength: 90, maxLength: 120 })),
  ),
  environment: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('live', 'test') },
    fc.constant('No Environment'),
  ),
  permissions: aPermissionList,
  expiresAtMs: anExpiry,
  metadata: aMetadata,
  limits: someLimits,
  allowedAddresses: someAddresses,
  boundBy: fc.constantFrom(...KEY_BINDINGS),
  createdAtMs: fc.oneof(fc.constant(NOON), fc.integer({ min: 0, max: NOON })),
});
const aRole = fc.option(fc.constantFrom(...ROLES));

/** A store with a key that another version, or another entrance, may have stored. */
async function storeWith(settings: Partial<Key>, role: Role | null) {
  const deps = useCaseDeps(createMemoryStore());
  await createTenantWithOwners(deps);
  const owner = ownerOf('acme', { role, kind: role ? 'person' : 'application' });
  await deps.store.commit({ kind: 'create-owner', owner }, eventOf('acme'));
  const key = keyOf('acme', settings);
  await deps.store.commit({ kind: 'create-key', counting: NO_MAXIMUM, key }, eventOf('acme'));
  return { deps, key, name: { tenant: 'acme', id: key.id } };
}

function expectWithinBounds(result: { readonly outcome: string; readonly key?: KeySettings }): void {
  if (!result.key) return;
  const { expiresAtMs, ...settings } = result.key;
  const view = { ...settings, permissions: [...settings.permissions], expiresAt: isoOf(expiresAtMs) };
  expect(settingsSchema.safeParse(view).error?.issues).toBeUndefined();
}

describe('a new key within the bounds of the API, for any stored settings and roles', () => {
  it.each([
    ['renew', (deps: UseCaseDeps, caller: typeof ADA, key: KeyName) => renewKey(deps, caller, key)],
    ['replace', (deps: UseCaseDeps, caller: typeof ADA, key: KeyName) => replaceKey(deps, caller, key)],
    [
      'create a child',
      (deps: UseCaseDeps, _: typeof ADA, key: KeyName & { requiredPermission?: string }) =>
        createChild(deps, key, { requiredPermission: key.requiredPermission }),
    ],
  ])('%s', async (_, run) => {
    let issued = 0;
    const property = fc.asyncProperty(someSettings, aRole, aRole, async (settings, ofOwner, ofCaller) => {
      const { deps, key, name: keyName } = await storeWith(settings, ofOwner);
      const before = (await deps.store.readKey(key.id))?.version;
      const caller = ofCaller ? { ...ADA, role: ofCaller } : ADA;
      const result = await run(deps, caller, { ...keyName, requiredPermission: settings.permissions.at(-1) });
      expectWithinBounds('key' in result ? result : { outcome: result.outcome });
      if (result.outcome === 'issued') issued += 1;
      else expect((await deps.store.readKey(key.id))?.version).toBe(before);
    });
    await fc.assert(property, { numRuns: 400 });
    // Most random settings are outside the bounds of one field.
    expect(issued).toBeGreaterThan(5);
  });

  it('issue', async () => {
    const property = fc.asyncProperty(someSettings, aRole, async ({ createdAtMs, ...settings }, role) => {
      const { deps } = await storeWith({}, role);
      const result = await issueKey(deps, ADA, { ...NEW_KEY, ...settings, owner: 'ann' });
      expectWithinBounds('key' in result ? result : { outcome: result.outcome });
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('update: the changed settings, for any others', async () => {
    const property = fc.asyncProperty(
      someSettings,
      aRole,
      async ({ createdAtMs, boundBy, environment, ...change }, role) => {
        const { deps, name: keyName } = await storeWith({}, role);
        const result = await updateKey(deps, ADA, keyName, change);
        expectWithinBounds('key' in result ? result : { outcome: result.outcome });
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('a successor of a key whose owner became a developer', () => {
  it.each([
    ['has each permission once', ['orders:*', 'orders:read'], ['orders:read', 'orders:write']],
    [
      'keeps wildcards that would become more permissions than a key can have, which the role limits at each request',
      Array.from({ length: 32 }, (_, at) => `area${at}:*`),
      Array.from({ length: 32 }, (_, at) => `area${at}:*`),
    ],
    [
      'keeps wildcards that would become more bytes than the permissions of a key can have',
      Array.from({ length: 12 }, (_, at) => `${'b'.repeat(48)}${10 + at}:*`),
      Array.from({ length: 12 }, (_, at) => `${'b'.repeat(48)}${10 + at}:*`),
    ],
    [
      'keeps a wildcard that would become a longer permission than there is',
      [`${'a'.repeat(61)}:*`],
      [`${'a'.repeat(61)}:*`],
    ],
  ])('%s', async (_, stored, expected) => {
    const { deps, name: keyName } = await storeWith({ permissions: stored }, 'developer');
    expect(await renewKey(deps, ADA, keyName)).toMatchObject({
      outcome: 'issued',
      key: { permissions: expected },
    });
    expect(await replaceKey(deps, ADA, keyName)).toMatchObject({
      outcome: 'issued',
      key: { permissions: expected },
    });
  });

  it('is not issued with wildcards that no role limits later: it is unbound, or the caller has fewer permissions', async () => {
    const stored = [`${'a'.repeat(61)}:*`];
    const unbound = await storeWith({ permissions: stored, boundBy: 'none' }, 'developer');
    expect(await replaceKey(unbound.deps, ADA, unbound.name)).toEqual({
      outcome: 'exceeds-role',
      permissions: stored,
    });
    expect(await unbound.deps.store.readKey(unbound.key.id)).toEqual(unbound.key);

    const bound = await storeWith({ permissions: stored }, 'app-admin');
    const caller = { ...ADA, role: 'developer' } as const;
    expect(await replaceKey(bound.deps, caller, bound.name)).toEqual({
      outcome: 'exceeds-role',
      permissions: stored,
    });
  });
});

it('limits the expiry of a successor to the last instant that the API can express', async () => {
  const { deps, name: keyName } = await storeWith(
    { expiresAtMs: LATEST_INSTANT_MS, createdAtMs: NOON - 1000 },
    null,
  );
  expect(await renewKey(deps, ADA, keyName)).toMatchObject({ key: { expiresAtMs: LATEST_INSTANT_MS } });
  expect(isoOf(LATEST_INSTANT_MS)).toBe('9999-12-31T23:59:59.999Z');
});

it.each<[string, Partial<KeySettings>]>([
  ['metadata', { metadata: { m: 'x'.repeat(2000) } }],
  ['name', { name: 'n'.repeat(101) }],
])(
  'a key with a stored %s outside the bounds is not replaced, and stays as it is',
  async (setting, settings) => {
    const { deps, key, name: keyName } = await storeWith(settings, null);
    expect(await replaceKey(deps, ADA, keyName)).toEqual({ outcome: 'settings-out-of-bounds', setting });
    expect(await deps.store.readKey(key.id)).toEqual(key);
    expect(await updateKey(deps, ADA, keyName, { endSessionsWithKey: true })).toMatchObject({
      outcome: 'done',
    });
  },
);

it.each([
  ['a name', { name: 'n'.repeat(101) }],
  ['a permission twice as long', { permissions: ['p'.repeat(64)] }],
  [
    'too many bytes of permissions',
    { permissions: Array.from({ length: 17 }, (_, at) => `${'p'.repeat(61)}${at}`) },
  ],
  ['no permission', { permissions: [] }],
  ['metadata', { metadata: { m: 'x'.repeat(1100) } }],
  ['an expiry in the year 10000', { expiresAtMs: LATEST_INSTANT_MS + 1 }],
])('rejects %s outside of the bounds in a creation and an update', async (_, settings) => {
  const { deps, key, name: keyName } = await storeWith({}, null);
  const outcomes = ['settings-out-of-bounds', 'exceeds-lifetime'];
  expect(outcomes).toContain((await issueKey(deps, ADA, { ...NEW_KEY, ...settings })).outcome);
  expect(outcomes).toContain((await updateKey(deps, ADA, keyName, settings)).outcome);
  expect(await deps.store.readKey(key.id)).toEqual(key);
});

it('stores a trimmed name, and none if it is empty', async () => {
  const { deps, name: keyName } = await storeWith({}, null);
  expect(await updateKey(deps, ADA, keyName, { name: '  CI 2 ' })).toMatchObject({ key: { name: 'CI 2' } });
  expect(await updateKey(deps, ADA, keyName, { name: ' ' })).toMatchObject({ key: { name: null } });
});
