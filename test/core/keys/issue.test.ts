import { beforeEach, expect, it } from 'vitest';
import { digestSecret } from '../../../lib/core/keys/digest.ts';
import { keyCodec } from '../../../lib/core/keys/format.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { cutOffOwner } from '../../../lib/core/owners/cut-off.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { ADA, createTenantWithOwners, issue, NEW_KEY } from '../../support/acme.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore, type Faults, type MemoryStore } from '../../support/memory-store.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

let faults: Faults;
let store: MemoryStore;
let deps: UseCaseDeps;

beforeEach(async () => {
  faults = {};
  store = createMemoryStore(faults);
  deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
});

it('an issued value opens at once and its key holds the settings asked for', async () => {
  const { key, value } = await issue(deps);
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(await store.readKey(key.id)).toEqual(key);
  expect(key).toMatchObject({
    ...NEW_KEY,
    status: 'active',
    createdAtMs: NOON,
    createdBy: ADA.id,
    revocation: null,
    version: 1,
  });
});

it('a key stores the digest of its secret, and its hint shows nothing of it', async () => {
  const { key, value } = await issue(deps);
  const parsed = deps.codec.parse(value);
  const secret = parsed?.secret ?? '';
  expect(parsed).toMatchObject({ keyId: key.id, environment: 'live' });
  expect(key.credentials).toEqual([
    { generation: 1, digestVersion: 1, digest: digestSecret(key.id, secret), endsAtMs: null },
  ]);
  expect(key.hint).toBe(`pst_live_${key.id}…`);
});

it('one event tells of a new key, without its credentials', async () => {
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
  expect(store.events.at(-1)?.after).not.toHaveProperty('credentials');
});

it.each([
  ['an unknown owner', { owner: 'nobody' }, { outcome: 'no-owner' }],
  ['an owner of another tenant', { tenant: 'beta' }, { outcome: 'no-owner' }],
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
] as const)('no key is issued with %s, and nothing is written', async (_, given, result) => {
  const before = store.dump();
  expect(await issueKey(deps, ADA, { ...NEW_KEY, ...given })).toEqual(result);
  expect(store.dump()).toBe(before);
});

it.each([
  ['boss', ['read', 'write', 'delete', 'orders:*']],
  ['app', ['read', 'write', 'delete', 'orders:*']],
  ['dev', ['read', 'write', 'orders:read', 'orders:write']],
  ['aud', ['read', 'orders:read']],
])('%s may have a key with all that the role allows: %j', async (owner, permissions) => {
  expect((await issue(deps, { owner, permissions })).key.permissions).toEqual(permissions);
});

it('a key that expires in a millisecond opens until then and not after', async () => {
  const clock = { nowMs: NOON };
  deps = useCaseDeps(store, clock);
  const { value } = await issue(deps, { expiresAtMs: NOON + 1 });
  expect(await outcomeOf(deps, value)).toBe('allowed');
  clock.nowMs += 1;
  expect(await outcomeOf(deps, value)).toBe('expired');
});

it('an owner who is cut off while a key is being issued gets none', async () => {
  faults.beforeCommit = async ({ kind }) => {
    if (kind === 'create-key') await cutOffOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  };
  expect(await issueKey(deps, ADA, NEW_KEY)).toEqual({ outcome: 'owner-cut-off' });
  expect(await store.listKeys('acme', { cursor: undefined, limit: 10 })).toMatchObject({ items: [] });
});

it('a taken id is drawn anew, and the key that has it stays as it is', async () => {
  const taken = await issue(deps);
  const drawn = [taken.key.id, taken.key.id, 'freshFresh12'];
  const { value, key } = await issue({ ...deps, codec: codecThatDraws(drawn) });
  expect(key.id).toBe('freshFresh12');
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(await store.readKey(taken.key.id)).toEqual(taken.key);
});

it('randomness that yields taken ids alone is an error, not an endless loop', async () => {
  const { key } = await issue(deps);
  const codec = codecThatDraws(Array.from({ length: 100 }, () => key.id));
  await expect(issueKey({ ...deps, codec }, ADA, NEW_KEY)).rejects.toThrow('randomness is broken');
});

it('a format without markers issues for any environment', async () => {
  const { environmentMarkers, ...format } = defaultProfile.format;
  const { key } = await issue({ ...deps, codec: keyCodec(format) }, { environment: 'staging' });
  expect(key).toMatchObject({ environment: 'staging', hint: `pst_${key.id}…` });
});

function codecThatDraws(keyIds: readonly string[]) {
  const rest = [...keyIds];
  return {
    ...deps.codec,
    draw: (random: UseCaseDeps['random']) => {
      const drawn = deps.codec.draw(random);
      return { ...drawn, keyId: rest.shift() ?? drawn.keyId };
    },
  };
}
