import { beforeEach, expect, it } from 'vitest';
import type { Codecs } from '../../../lib/core/access/presented-credential.ts';
import { digestSecret } from '../../../lib/core/keys/digest.ts';
import { keyCodec } from '../../../lib/core/keys/format.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindkey } from '../../../lib/core/profiles/mindkey.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import type { Faults, MemoryStore } from '../../support/memory-store.ts';
import { ADA, issue, NEW_KEY, storeWithOwners } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

let faults: Faults;
let store: MemoryStore;
let deps: UseCaseDeps;

beforeEach(async () => {
  ({ faults, store, deps } = await storeWithOwners());
});

it('accepts an issued value immediately and stores the requested settings', async () => {
  const { key, value } = await issue(deps);
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(await store.readKey(key.id)).toEqual(key);
  expect(key).toMatchObject({
    ...NEW_KEY,
    status: 'active',
    createdAtMs: NOON,
    createdBy: ADA.id,
    revocation: null,
    deletion: null,
    lineage: { predecessor: null, parent: null },
    version: 1,
  });
});

it('uses the defaults of the profile for omitted settings', async () => {
  deps = useCaseDeps(store, { nowMs: NOON }, mindkey);
  const { environment, permissions, expiresAtMs, ...given } = NEW_KEY;
  expect(await issueKey(deps, ADA, given)).toMatchObject({
    outcome: 'issued',
    key: {
      environment: mindkey.defaultEnvironment,
      permissions: mindkey.defaultPermissions,
      expiresAtMs: NOON + 365 * 86_400_000,
    },
  });
});

it('limits the permissions to the role of the caller for any owner', async () => {
  const given = { ...NEW_KEY, permissions: ['read', 'delete', 'orders:*'] };
  expect(await issueKey(deps, { ...ADA, role: 'developer' }, given)).toEqual({
    outcome: 'exceeds-role',
    permissions: ['delete', 'orders:*'],
  });
  expect(await issueKey(deps, { ...ADA, role: 'app-admin' }, given)).toMatchObject({ outcome: 'issued' });
});

it('records the caller and source address in the event, without the role', async () => {
  await issueKey(deps, { ...ADA, role: 'developer' }, NEW_KEY);
  expect(store.events.at(-1)?.caller).toEqual(ADA);
});

it('shortens a long caller ID visibly in the key, and keeps all of it in the event', async () => {
  const id = `arn:aws:sts::123456789012:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`;
  const result = await issueKey(deps, { ...ADA, id }, NEW_KEY);
  expect(result).toMatchObject({ key: { createdBy: `…${'s'.repeat(64)}` } });
  expect(store.events.at(-1)?.caller.id).toBe(id);
});

it('stores the digest of the secret, and shows no part of the secret in the hint', async () => {
  const { key, value } = await issue(deps);
  const parsed = deps.codecs.key.parse(value);
  const secret = parsed?.secret ?? '';
  expect(parsed).toMatchObject({ keyId: key.id, environment: 'live' });
  expect(key.credentials).toEqual([
    { generation: 1, digestVersion: 1, digest: digestSecret(key.id, secret), endsAtMs: null },
  ]);
  expect(key.hint).toBe(`pst_live_${key.id}…`);
});

it('writes one event for a new key, without its digests', async () => {
  const eventsBefore = store.events.length;
  const { key } = await issue(deps);
  const { credentials, ...settings } = key;
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'key.issued',
      subject: { kind: 'key', id: key.id },
      caller: ADA,
      before: null,
      after: settings,
    },
  ]);
  expect(store.events.at(-1)?.after?.credentials).toEqual([{ generation: 1, endsAtMs: null }]);
});

it.each([
  ['an unknown owner', { owner: 'nobody' }, { outcome: 'owner-not-found' }],
  ['an owner of another tenant', { tenant: 'beta' }, { outcome: 'owner-not-found' }],
  ['an expiry in the past', { expiresAtMs: NOON - 1 }, { outcome: 'expiry-not-in-future' }],
  ['an expiry now', { expiresAtMs: NOON }, { outcome: 'expiry-not-in-future' }],
  ['an environment without a marker', { environment: 'staging' }, { outcome: 'unknown-environment' }],
  [
    "an environment named like an object's own",
    { environment: 'constructor' },
    { outcome: 'unknown-environment' },
  ],
  [
    'permissions beyond the role',
    { owner: 'dev', permissions: ['read', 'delete', 'orders:*'] },
    { outcome: 'exceeds-role', permissions: ['delete', 'orders:*'] },
  ],
  [
    'permissions beyond the role, even if not bound to the owner',
    { owner: 'aud', permissions: ['write'], boundBy: 'none' },
    { outcome: 'exceeds-role', permissions: ['write'] },
  ],
] as const)('issues no key with %s, and writes nothing', async (_, given, result) => {
  const before = store.dump();
  expect(await issueKey(deps, ADA, { ...NEW_KEY, ...given })).toEqual(result);
  expect(store.dump()).toBe(before);
});

it('rejects a kind of owner for which the profile allows no keys', async () => {
  deps = useCaseDeps(store, { nowMs: NOON }, mindset);
  const before = store.dump();
  expect(await issueKey(deps, ADA, { ...NEW_KEY, owner: 'dev' })).toEqual({
    outcome: 'owner-kind-not-allowed',
  });
  expect(store.dump()).toBe(before);
  expect(await issueKey(deps, ADA, NEW_KEY)).toMatchObject({ outcome: 'issued' });
});

it.each([
  ['boss', ['read', 'write', 'delete', 'orders:*']],
  ['app', ['read', 'write', 'delete', 'orders:*']],
  ['dev', ['read', 'write', 'orders:read', 'orders:write']],
  ['aud', ['read', 'orders:read']],
])('issues a key to %s with all permissions of the role: %j', async (owner, permissions) => {
  expect((await issue(deps, { owner, permissions })).key.permissions).toEqual(permissions);
});

it('accepts a key that expires in a millisecond until then and not after', async () => {
  const clock = { nowMs: NOON };
  deps = useCaseDeps(store, clock);
  const { value } = await issue(deps, { expiresAtMs: NOON + 1 });
  expect(await outcomeOf(deps, value)).toBe('allowed');
  clock.nowMs += 1;
  expect(await outcomeOf(deps, value)).toBe('expired');
});

it('issues no key to an owner that is deactivated during the request', async () => {
  faults.beforeCommit = async ({ kind }) => {
    if (kind === 'create-key') await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  };
  expect(await issueKey(deps, ADA, NEW_KEY)).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.listKeys('acme', { cursor: undefined, limit: 10 })).toMatchObject({ items: [] });
});

it('generates another ID for a taken one, and does not change the existing key', async () => {
  const taken = await issue(deps);
  const drawn = [taken.key.id, taken.key.id, 'freshFresh12'];
  const { value, key } = await issue({ ...deps, codecs: codecsThatGenerate(drawn) });
  expect(key.id).toBe('freshFresh12');
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(await store.readKey(taken.key.id)).toEqual(taken.key);
});

it('throws if all generated IDs are taken', async () => {
  const { key } = await issue(deps);
  const codecs = codecsThatGenerate(Array.from({ length: 100 }, () => key.id));
  await expect(issueKey({ ...deps, codecs }, ADA, NEW_KEY)).rejects.toThrow('randomness is broken');
});

it('issues keys for any environment with a format without markers', async () => {
  const { environmentMarkers, ...format } = defaultProfile.format;
  const codecs = { key: keyCodec(format), session: null };
  const { key } = await issue({ ...deps, codecs }, { environment: 'staging' });
  expect(key).toMatchObject({ environment: 'staging', hint: `pst_${key.id}…` });
});

function codecsThatGenerate(keyIds: readonly string[]): Codecs {
  const rest = [...keyIds];
  const { key } = deps.codecs;
  return {
    key: {
      ...key,
      generate: (random) => {
        const drawn = key.generate(random);
        return { ...drawn, keyId: rest.shift() ?? drawn.keyId };
      },
    },
    session: null,
  };
}
