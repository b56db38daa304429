import { beforeEach, expect, it } from 'vitest';
import { changeKey } from '../../../lib/core/keys/change.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { replaceKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { cutOffOwner } from '../../../lib/core/owners/cut-off.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { ADA, createTenantWithOwners, issue, NEW_KEY } from '../../support/acme.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore, type Faults, type MemoryStore } from '../../support/memory-store.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

let faults: Faults;
let store: MemoryStore;
let deps: UseCaseDeps;
let key: Key;
let value: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  faults = {};
  store = createMemoryStore(faults);
  deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  ({ key, value } = await issue(deps));
  keyName = { tenant: 'acme', id: key.id };
});

async function replace() {
  const result = await replaceKey(deps, ADA, keyName);
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

async function child() {
  const lineage = { predecessor: null, parent: key.id };
  const result = await issueKey(deps, ADA, { ...NEW_KEY, lineage });
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

it('one write ends the old key and makes the new one: at no instant are both accepted or neither there', async () => {
  const seen: unknown[] = [];
  const look = async () => {
    const { successors } = await store.readDescendants(key.id);
    seen.push([await outcomeOf(deps, value), successors.length]);
  };
  faults.beforeCommit = look;
  faults.afterCommit = look;

  const replacement = await replace();

  expect(seen).toEqual([
    ['allowed', 0],
    ['revoked', 1],
  ]);
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
});

it('the old key is revoked as compromised, its digest is erased, and each is found from the other', async () => {
  const digest = key.credentials[0]?.digest ?? 'a key without a credential';
  const replacement = await replace();
  expect(await store.readKey(key.id)).toEqual({
    ...key,
    status: 'revoked',
    credentials: [],
    revocation: { atMs: NOON, by: ADA.id, reason: 'compromised' },
    version: 2,
  });
  expect(store.dump()).not.toContain(digest);
  expect(replacement.key).toMatchObject({
    lineage: { predecessor: key.id, parent: null },
    permissions: key.permissions,
    metadata: key.metadata,
    expiresAtMs: null,
  });
  expect(await store.readDescendants(key.id)).toMatchObject({ successors: [replacement.key.id] });
});

it('two events tell of it, and the one of the old key names the new one', async () => {
  const eventsBefore = store.events.length;
  const { key: successor } = await replace();
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'key.revoked',
      subject: { kind: 'key', id: key.id },
      caller: ADA,
      before: { status: 'active' },
      after: { status: 'revoked', revocation: { reason: 'compromised' }, successor: successor.id },
    },
    { action: 'key.issued', subject: { kind: 'key', id: successor.id } },
  ]);
});

it('somebody who changes the old key in between is not overwritten: it is decided again on what is there', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await changeKey(deps, ADA, keyName, { permissions: ['read'] });
  };
  const replacement = await replace();
  expect(replacement.key.permissions).toEqual(['read']);
  expect(await store.readKey(key.id)).toMatchObject({ permissions: ['read'], status: 'revoked', version: 3 });
  expect((await store.readDescendants(key.id)).successors).toEqual([replacement.key.id]);
});

it('a key that was revoked meanwhile is replaced all the same, and keeps who revoked it', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await revokeKey(deps, { ...ADA, id: 'bob' }, keyName, 'superseded');
  };
  const replacement = await replace();
  expect(await store.readKey(key.id)).toMatchObject({ revocation: { by: 'bob', reason: 'compromised' } });
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
});

it('with one token 16 at once replace a key once', async () => {
  const token = { id: 't', bodyDigest: 'b' };
  const results = await Promise.all(Array.from({ length: 16 }, () => replaceKey(deps, ADA, keyName, token)));
  expect(results.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'value-unavailable')).toHaveLength(15);
  expect((await store.readDescendants(key.id)).successors).toHaveLength(1);
  expect(await store.readKey(key.id)).toMatchObject({ version: 2 });
});

it('where no key can be issued the old one stays as it is', async () => {
  await cutOffOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  const before = store.dump();
  expect(await replaceKey(deps, ADA, keyName)).toEqual({ outcome: 'owner-cut-off' });
  expect(await replaceKey(deps, ADA, { ...keyName, tenant: 'beta' })).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});

it('a commit that fails leaves the old key as it is', async () => {
  faults.beforeCommit = () => {
    throw new UnavailableError('no answer');
  };
  const before = store.dump();
  await expect(replaceKey(deps, ADA, keyName)).rejects.toThrow(UnavailableError);
  expect(store.dump()).toBe(before);
  expect(await outcomeOf(deps, value)).toBe('allowed');
});

it('what was made with the old key ends with it, and its successor does not', async () => {
  const made = await child();
  const replacement = await replace();
  expect(await outcomeOf(deps, made.value)).toBe('revoked');
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
});

it('nothing is replaced while what was made with the old key can not be ended', async () => {
  await child();
  faults.beforeCommit = ({ kind }) => {
    if (kind === 'update-key') throw new UnavailableError('no answer');
  };
  const before = store.dump();
  await expect(replaceKey(deps, ADA, keyName)).rejects.toThrow(UnavailableError);
  expect(store.dump()).toBe(before);
});

it('the new value is told also where what was made meanwhile could not be ended at once', async () => {
  let made: Awaited<ReturnType<typeof child>> | undefined;
  faults.beforeCommit = async (change) => {
    if (change.kind === 'update-key') throw new UnavailableError('no answer');
    if (change.kind === 'create-key' && change.replaced && !made) made = await child();
  };
  const replacement = await replace();
  faults.beforeCommit = undefined;
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
  expect(await outcomeOf(deps, made?.value ?? '')).toBe('allowed');

  expect(await revokeKey(deps, ADA, keyName, 'compromised')).toMatchObject({ outcome: 'done' });
  expect(await outcomeOf(deps, made?.value ?? '')).toBe('revoked');
});
