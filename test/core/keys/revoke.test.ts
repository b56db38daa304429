import { beforeEach, describe, expect, it } from 'vitest';
import { deleteKey, restoreKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { REVOCATION_REASONS } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { endsSessions } from '../../../lib/core/sessions/end-with-key.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const BOB = { id: 'arn:aws:iam::123456789012:user/bob', sourceAddress: '203.0.113.8' };

const { clock, store, deps } = tenantForEachTest();
let value: string;
let digest: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  const issued = await issue(deps);
  value = issued.value;
  digest = issued.key.credentials[0]?.digest ?? 'a key without a credential';
  keyName = { tenant: 'acme', id: issued.key.id };
});

it('denies a revoked key from the next request on, deletes its digest and keeps the rest', async () => {
  expect(store.dump()).toContain(digest);
  const before = await store.readKey(keyName.id);
  const after = {
    ...before,
    status: 'revoked',
    credentials: [],
    revocation: { atMs: NOON, by: ADA.id, reason: 'superseded' },
    version: 2,
  };
  expect(await revokeKey(deps, ADA, keyName, 'superseded')).toEqual({
    outcome: 'done',
    key: after,
    cascade: null,
  });
  expect(await store.readKey(keyName.id)).toEqual(after);
  expect(await outcomeOf(deps, value)).toBe('revoked');
  expect(store.dump()).not.toContain(digest);
});

it.each([
  ['disabled', disableKey],
  ['deleted', deleteKey],
])('revokes a %s key permanently', async (_, end) => {
  await end(deps, ADA, keyName);
  expect(await revokeKey(deps, ADA, keyName, 'unspecified')).toMatchObject({ key: { status: 'revoked' } });
  expect(await restoreKey(deps, ADA, keyName)).toEqual({ outcome: 'revoked' });
  expect(await outcomeOf(deps, value)).toBe('revoked');
  expect(store.dump()).not.toContain(digest);
});

describe('a revocation that keeps sessions', () => {
  it.each<readonly [string, readonly (() => Promise<unknown>)[]]>([
    ['disabled', [() => disableKey(deps, ADA, keyName)]],
    ['disabled and deleted', [() => disableKey(deps, ADA, keyName), () => deleteKey(deps, ADA, keyName)]],
    [
      'deleted with its sessions',
      [
        () => updateKey(deps, ADA, keyName, { endSessionsWithKey: true }),
        () => deleteKey(deps, ADA, keyName),
      ],
    ],
    ['revoked with its sessions', [() => revokeKey(deps, ADA, keyName, 'unspecified')]],
  ])('does not make sessions of a %s key valid again', async (_, steps) => {
    for (const step of steps) await step();
    await revokeKey(deps, ADA, keyName, 'superseded', false);
    expect(await deniesSessions()).toBe(true);
  });

  it.each<readonly [string, readonly (() => Promise<unknown>)[]]>([
    ['an active key', []],
    ['a deleted key', [() => deleteKey(deps, ADA, keyName)]],
    [
      'an active key with endSessionsWithKey',
      [() => updateKey(deps, ADA, keyName, { endSessionsWithKey: true })],
    ],
    [
      'a key that is enabled again',
      [() => disableKey(deps, ADA, keyName), () => enableKey(deps, ADA, keyName)],
    ],
  ])('keeps the sessions of %s', async (_, steps) => {
    for (const step of steps) await step();
    await revokeKey(deps, ADA, keyName, 'superseded', false);
    expect(await deniesSessions()).toBe(false);
  });

  it('stores that the sessions of an expired key have ended', async () => {
    await updateKey(deps, ADA, keyName, { expiresAtMs: NOON + 1000 });
    clock.nowMs = NOON + 1000;
    expect(await revokeKey(deps, ADA, keyName, 'superseded', false)).toMatchObject({
      key: { revocation: { atMs: NOON + 1000, by: ADA.id, reason: 'superseded' } },
    });
    expect((await storedKey()).revocation).not.toHaveProperty('endSessions');
  });

  async function storedKey() {
    const key = await store.readKey(keyName.id);
    if (!key) throw new Error('the key is not stored');
    return key;
  }

  async function deniesSessions() {
    return endsSessions(await storedKey(), clock.nowMs);
  }
});

it('stores the end of a long ID of the revoking caller, as for the creator', async () => {
  const id = `arn:aws:iam::123456789012:user/${'p'.repeat(400)}/${'u'.repeat(63)}`;
  await revokeKey(deps, { ...ADA, id }, keyName, 'unspecified');
  expect(await store.readKey(keyName.id)).toMatchObject({ revocation: { by: `…/${'u'.repeat(63)}` } });
});

const PAIRS = REVOCATION_REASONS.flatMap((first) =>
  REVOCATION_REASONS.map((second) => [first, second] as const),
);

it.each(PAIRS)(
  'revoked as %s and again as %s keeps the more severe reason and the first caller',
  async (first, second) => {
    await revokeKey(deps, ADA, keyName, first);
    const eventsBefore = store.events.length;
    clock.nowMs += 1000;
    const isWorse = REVOCATION_REASONS.indexOf(second) > REVOCATION_REASONS.indexOf(first);
    expect(await revokeKey(deps, BOB, keyName, second)).toMatchObject({
      outcome: 'done',
      key: {
        status: 'revoked',
        credentials: [],
        revocation: { atMs: NOON, by: ADA.id, reason: isWorse ? second : first },
      },
    });
    expect(store.events.slice(eventsBefore).map(({ caller }) => caller)).toEqual(isWorse ? [BOB] : []);
  },
);

it.each(['acme', 'beta'])('reports an unknown key of the tenant %s as not found', async (tenant) => {
  await createTenantWithOwners(deps, 'beta');
  const before = store.dump();
  const id = tenant === 'acme' ? 'neverNever12' : keyName.id;
  expect(await revokeKey(deps, ADA, { tenant, id }, 'compromised')).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});
