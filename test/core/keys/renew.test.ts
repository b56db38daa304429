import { beforeEach, describe, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { mindkey } from '../../../lib/core/profiles/mindkey.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const BOB = { id: 'arn:aws:iam::123456789012:user/bob', sourceAddress: '203.0.113.8' };
const LIFETIME_MS = 10 * MS_PER_DAY;

const { clock, store, deps } = tenantForEachTest();
let key: Key;
let value: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  ({ key, value } = await issue(deps, {
    owner: 'dev',
    expiresAtMs: NOON + LIFETIME_MS,
    endSessionsWithKey: true,
  }));
  keyName = { tenant: 'acme', id: key.id };
});

async function renew() {
  const result = await renewKey(deps, BOB, keyName);
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

it('gives a renewed key the settings of its predecessor and the same lifetime from now on', async () => {
  clock.nowMs += 3 * MS_PER_DAY;
  const renewed = await renew();
  expect(renewed.key).toEqual({
    ...key,
    id: renewed.key.id,
    hint: `pst_live_${renewed.key.id}…`,
    createdAtMs: clock.nowMs,
    createdBy: BOB.id,
    expiresAtMs: clock.nowMs + LIFETIME_MS,
    lineage: { predecessor: key.id, parent: null },
    budgetKey: key.id,
    credentials: [expect.objectContaining({ generation: 1 })],
  });
  expect(renewed.key.id).not.toBe(key.id);
  expect(await outcomeOf(deps, renewed.value)).toBe('allowed');
});

it.each(['renewed', 'replaced'] as const)(
  'gives a %s key exactly the lifetime of its predecessor, for any duration of its creation (MK-04)',
  async (way) => {
    const ticking = { ...deps, profile: mindkey, codecs: codecsOf(mindkey), clock: () => clock.nowMs++ };
    const first = await issue(ticking, { owner: 'dev', expiresAtMs: undefined });
    const succeed = way === 'renewed' ? renewKey : replaceKey;
    const next = await succeed(ticking, ADA, { tenant: 'acme', id: first.key.id });
    if (next.outcome !== 'issued') throw new Error(`expected a key, got ${next.outcome}`);
    for (const { createdAtMs, expiresAtMs } of [first.key, next.key]) {
      expect(expiresAtMs).toBe(createdAtMs + 365 * MS_PER_DAY);
    }
  },
);

it('keeps the predecessor unchanged and accepted (MB-06)', async () => {
  const eventsBefore = store.events.length;
  const renewed = await renew();
  expect(await store.readKey(key.id)).toEqual(key);
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(store.events.slice(eventsBefore)).toMatchObject([
    { action: 'key.issued', subject: { id: renewed.key.id }, after: { lineage: { predecessor: key.id } } },
  ]);
});

it('links predecessor and successor in both directions', async () => {
  const [one, other] = [await renew(), await renew()];
  expect(one.key.lineage).toEqual({ predecessor: key.id, parent: null });
  expect(await store.readDescendants(key.id)).toEqual({
    successors: [one.key.id, other.key.id].sort(),
    children: [],
  });
});

describe('renewal of a key in any state', () => {
  it.each<[string, () => unknown]>([
    ['expired', () => (clock.nowMs += LIFETIME_MS)],
    ['disabled', () => disableKey(deps, ADA, keyName)],
    ['deleted', () => deleteKey(deps, ADA, keyName)],
    ['revoked', () => revokeKey(deps, ADA, keyName, 'compromised')],
  ])('keeps the predecessor %s (MK-08)', async (outcome, end) => {
    await end();
    const before = await store.readKey(key.id);
    const renewed = await renew();
    expect(renewed.key).toMatchObject({ status: 'active', revocation: null, deletion: null });
    expect(await store.readKey(key.id)).toEqual(before);
    expect(await outcomeOf(deps, value)).toBe(outcome);
    expect(await outcomeOf(deps, renewed.value)).toBe('allowed');
  });
});

it('renews a key without an expiry to another one', async () => {
  const forever = await issue(deps, { expiresAtMs: null });
  const result = await renewKey(deps, ADA, { tenant: 'acme', id: forever.key.id });
  expect(result).toMatchObject({ outcome: 'issued', key: { expiresAtMs: null } });
});

it('applies a shortened limit to the new key, also if the predecessor had no expiry', async () => {
  const forever = await issue(deps, { expiresAtMs: null });
  await updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: 7 });
  clock.nowMs += 1000;
  for (const { id } of [key, forever.key]) {
    expect(await renewKey(deps, ADA, { tenant: 'acme', id })).toMatchObject({
      key: { expiresAtMs: clock.nowMs + 7 * MS_PER_DAY },
    });
  }
});

it.each([
  ['the owner', { ofOwner: 'auditor', ofCaller: undefined }],
  ['the caller', { ofOwner: 'developer', ofCaller: 'auditor' }],
] as const)(
  'limits the new key to the permissions that the lower role %s left to the old one',
  async (_, roles) => {
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'dev' }, { role: roles.ofOwner });
    const caller = roles.ofCaller ? { ...ADA, role: roles.ofCaller } : ADA;
    expect(await renewKey(deps, caller, keyName)).toMatchObject({
      outcome: 'issued',
      key: { permissions: key.permissions.filter((each) => each.endsWith('read')) },
    });
  },
);

it('does not renew a key without remaining permissions', async () => {
  const writer = await issue(deps, { owner: 'dev', permissions: ['write'] });
  const name = { tenant: 'acme', id: writer.key.id };
  await updateOwner(deps, ADA, { tenant: 'acme', id: 'dev' }, { role: 'auditor' });
  const before = store.dump();
  expect(await renewKey(deps, ADA, name)).toMatchObject({ outcome: 'exceeds-role', permissions: ['write'] });
  expect(store.dump()).toBe(before);
});

it('does not renew a key whose owner is deactivated', async () => {
  await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'dev' });
  const before = store.dump();
  expect(await renewKey(deps, ADA, keyName)).toMatchObject({ outcome: 'owner-deactivated' });
  expect(store.dump()).toBe(before);
});

it('renews a key once for any number of requests with one token', async () => {
  const token = { id: 't', bodyDigest: 'b' };
  const results = await Promise.all(Array.from({ length: 16 }, () => renewKey(deps, ADA, keyName, token)));
  const { successors } = await store.readDescendants(key.id);
  expect(successors).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'value-unavailable')).toEqual(
    Array(15).fill({ outcome: 'value-unavailable', keyId: successors[0] }),
  );
});

it('reports a key of another tenant as not found, like an unknown one', async () => {
  await createTenantWithOwners(deps, 'beta');
  const before = store.dump();
  for (const id of [key.id, 'neverNever12']) {
    expect(await renewKey(deps, ADA, { tenant: 'beta', id })).toEqual({ outcome: 'not-found' });
  }
  expect(store.dump()).toBe(before);
});
