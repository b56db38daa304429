import { beforeEach, describe, expect, it } from 'vitest';
import { acceptInvitation } from '../../../lib/core/owners/accept-invitation.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { createMemoryStore, type Faults, type MemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const IDENTITY = { issuer: 'https://id.example', subject: 'ann-1234' };
const verifiedEmail = 'ann@example.com';

let faults: Faults;
let store: MemoryStore;
let deps: UseCaseDeps;
let pauses: number;

beforeEach(async () => {
  faults = {};
  store = createMemoryStore(faults);
  pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  deps = { ...useCaseDeps(store), pause };
  await createTenantWithOwners(deps);
  await invite('ann', verifiedEmail);
});

async function invite(id: string, email: string, tenant = 'acme') {
  const input = { tenant, id, name: null, kind: 'person', role: 'developer', plan: null, email } as const;
  expect(await createOwner(deps, ADA, input)).toMatchObject({ outcome: 'created' });
}

function accept(given: Partial<Parameters<typeof acceptInvitation>[3]> = {}, tenant = 'acme') {
  return acceptInvitation(deps, ADA, tenant, { identity: IDENTITY, verifiedEmail, ...given });
}

it('an invited person is bound to their identity at the first sign-in, in one write with one event', async () => {
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

it('an address counts without regard to case', async () => {
  expect(await accept({ verifiedEmail: 'Ann@Example.COM' })).toMatchObject({ outcome: 'accepted' });
});

it('an address with U+212A KELVIN SIGN is not that of kate', async () => {
  await invite('kate', 'kate@example.com');
  const before = store.dump();
  expect(await accept({ verifiedEmail: '\u212Aate@example.com' })).toEqual({ outcome: 'not-invited' });
  expect(store.dump()).toBe(before);
});

it('signing in again changes nothing', async () => {
  await accept();
  const before = store.dump();
  expect(await accept()).toMatchObject({ outcome: 'accepted', owner: { id: 'ann', version: 2 } });
  expect(store.dump()).toBe(before);
});

describe('nobody is let in', () => {
  it.each([
    ['by an address that nobody invited', { verifiedEmail: 'bob@example.com' }, 'acme'],
    ['to a tenant that did not invite them', {}, 'beta'],
  ] as const)('%s', async (_, given, tenant) => {
    const before = store.dump();
    expect(await accept(given, tenant)).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
  });

  it.each([
    ['issuer', { ...IDENTITY, issuer: 'https://other.example' }],
    ['subject', { ...IDENTITY, subject: 'mallory' }],
  ])('on an invitation that somebody accepted (another %s)', async (_, identity) => {
    await accept();
    const before = store.dump();
    expect(await accept({ identity })).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
  });

  it.each(['before', 'after'])('who was deactivated %s they signed in', async (moment) => {
    if (moment === 'after') await accept();
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    expect(await accept()).toEqual({ outcome: 'not-invited' });
  });

  it('who is deactivated while they sign in', async () => {
    faults.beforeCommit = async () => {
      faults.beforeCommit = undefined;
      await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    };
    expect(await accept()).toEqual({ outcome: 'not-invited' });
    expect(await store.readMemberships(IDENTITY)).toEqual([]);
  });

  it('as a second person of a tenant, and is told so at once', async () => {
    await accept();
    await invite('anna', 'anna@example.com');
    const before = store.dump();
    expect(await accept({ verifiedEmail: 'anna@example.com' })).toEqual({ outcome: 'not-invited' });
    expect(store.dump()).toBe(before);
    expect(pauses).toBe(0);
  });
});

it('a person can be somebody in each of two tenants', async () => {
  await createTenantWithOwners(deps, 'beta');
  await invite('a-n-n', verifiedEmail, 'beta');
  await accept();
  expect(await accept({}, 'beta')).toMatchObject({ outcome: 'accepted' });
  expect(await store.readMemberships(IDENTITY)).toEqual([
    { tenant: 'acme', owner: 'ann' },
    { tenant: 'beta', owner: 'a-n-n' },
  ]);
});

it('of 64 who accept one invitation at once one is let in, and the others are not', async () => {
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

it('one person who accepts 8 invitations at once becomes one of them, without endless rounds', async () => {
  for (let at = 0; at < 8; at += 1) await invite(`p${at}`, `p${at}@example.com`);
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, at) => accept({ verifiedEmail: `p${at}@example.com` })),
  );
  expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'not-invited')).toHaveLength(7);
  expect(await store.readMemberships(IDENTITY)).toHaveLength(1);
  expect(pauses).toBeLessThanOrEqual(7);
});

it('the same person in 8 windows at once is let in by all of them, bound once', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => accept()));
  for (const result of results) expect(result).toMatchObject({ outcome: 'accepted', owner: { version: 2 } });
});

it('a change of the owner in between is kept', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'ann' }, { name: 'Ann' });
  };
  expect(await accept()).toMatchObject({ outcome: 'accepted', owner: { name: 'Ann', version: 3 } });
});
