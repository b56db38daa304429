import { beforeEach, describe, expect, it } from 'vitest';
import { acceptInvitation } from '../../../lib/core/owners/accept-invitation.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { ADA, createTenantWithOwners } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const IDENTITY = { issuer: 'https://id.example', subject: 'ann-1234' };
const verifiedEmail = 'ann@example.com';

const { faults, store, ...tenant } = tenantForEachTest();
let backoffs: number;
const backoff = async () => {
  backoffs += 1;
};
const deps = { ...tenant.deps, backoff };

beforeEach(async () => {
  backoffs = 0;
  await invite('ann', verifiedEmail);
});

async function invite(id: string, email: string, tenant = 'acme') {
  const input = { tenant, id, name: null, kind: 'person', role: 'developer', plan: null, email } as const;
  expect(await createOwner(deps, ADA, input)).toMatchObject({ outcome: 'created' });
}

function accept(given: Partial<Parameters<typeof acceptInvitation>[3]> = {}, tenant = 'acme') {
  return acceptInvitation(deps, ADA, tenant, { identity: IDENTITY, verifiedEmail, ...given });
}

it('binds an invited person to their identity at the first sign-in, in one write with one event', async () => {
  const before = await store.readOwner('acme', 'ann');
  const owner = { ...before, identity: IDENTITY, version: 2 };
  expect(await accept()).toEqual({ outcome: 'accepted', owner });
  expect(await store.readOwner('acme', 'ann')).toEqual(owner);
  expect(await store.readMemberships(IDENTITY)).toEqual([{ tenant: 'acme', owner: 'ann' }]);
  expect(store.events.at(-1)).toMatchObject({
    action: 'owner.identity-bound',
    subject: { kind: 'owner', id: 'ann' },
    before: { identity: null },
    after: { identity: IDENTITY },
  });
});

it('ignores the case of an address', async () => {
  expect(await accept({ verifiedEmail: 'Ann@Example.COM' })).toMatchObject({ outcome: 'accepted' });
});

it('does not treat U+212A KELVIN SIGN in an address as k', async () => {
  await invite('kate', 'kate@example.com');
  const before = store.dump();
  expect(await accept({ verifiedEmail: '\u212Aate@example.com' })).toEqual({ outcome: 'not-invited' });
  expect(store.dump()).toBe(before);
});

it('changes nothing at another sign-in', async () => {
  await accept();
  const before = store.dump();
  expect(await accept()).toMatchObject({ outcome: 'accepted', owner: { id: 'ann', version: 2 } });
  expect(store.dump()).toBe(before);
});

describe('rejected sign-ins', () => {
  it.each([
    ['rejects an address without an invitation', { verifiedEmail: 'bob@example.com' }, 'acme'],
    ['rejects a tenant without an invitation', {}, 'beta'],
  ] as const)('%s', async (_, given, tenant) => {
    const before = store.dump();
    expect(await accept(given, tenant)).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
  });

  it.each([
    ['issuer', { ...IDENTITY, issuer: 'https://other.example' }],
    ['subject', { ...IDENTITY, subject: 'mallory' }],
  ])('rejects an accepted invitation (another %s)', async (_, identity) => {
    await accept();
    const before = store.dump();
    expect(await accept({ identity })).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
  });

  it.each(['before', 'after'])('rejects an owner that was deactivated %s the sign-in', async (moment) => {
    if (moment === 'after') await accept();
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    expect(await accept()).toEqual({ outcome: 'not-invited' });
  });

  it('rejects an owner that is deactivated during the sign-in', async () => {
    faults.beforeCommit = async () => {
      faults.beforeCommit = undefined;
      await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    };
    expect(await accept()).toEqual({ outcome: 'not-invited' });
    expect(await store.readMemberships(IDENTITY)).toEqual([]);
  });

  it('rejects an identity that is bound to another person of the tenant, without retries', async () => {
    await accept();
    await invite('anna', 'anna@example.com');
    const before = store.dump();
    expect(await accept({ verifiedEmail: 'anna@example.com' })).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
    expect(backoffs).toBe(0);
  });
});

it('allows one person as an owner in each of two tenants', async () => {
  await createTenantWithOwners(deps, 'beta');
  await invite('a-n-n', verifiedEmail, 'beta');
  await accept();
  expect(await accept({}, 'beta')).toMatchObject({ outcome: 'accepted' });
  expect(await store.readMemberships(IDENTITY)).toEqual([
    { tenant: 'acme', owner: 'ann' },
    { tenant: 'beta', owner: 'a-n-n' },
  ]);
});

it('binds one of 64 identities that accept one invitation concurrently', async () => {
  const results = await Promise.all(
    Array.from({ length: 64 }, (_, at) => accept({ identity: { ...IDENTITY, subject: `s${at}` } })),
  );
  expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'not-invited')).toHaveLength(63);
  const winner = results.findIndex(({ outcome }) => outcome === 'accepted');
  expect(await store.readOwner('acme', 'ann')).toMatchObject({
    identity: { subject: `s${winner}` },
    version: 2,
  });
});

it('binds one person who accepts 8 invitations concurrently to one owner, with a bounded number of attempts', async () => {
  for (let at = 0; at < 8; at += 1) await invite(`p${at}`, `p${at}@example.com`);
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, at) => accept({ verifiedEmail: `p${at}@example.com` })),
  );
  expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'not-invited')).toHaveLength(7);
  expect(await store.readMemberships(IDENTITY)).toHaveLength(1);
  expect(backoffs).toBeLessThanOrEqual(7);
});

it('accepts 8 concurrent sign-ins of one person, bound once', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => accept()));
  for (const result of results) expect(result).toMatchObject({ outcome: 'accepted', owner: { version: 2 } });
});

it('keeps a concurrent update of the owner', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'ann' }, { name: 'Ann' });
  };
  expect(await accept()).toMatchObject({ outcome: 'accepted', owner: { name: 'Ann', version: 3 } });
});
