import { beforeEach, describe, expect, it, vi } from 'vitest';
import { findMember, findMembers, type SignedIn } from '../../../lib/core/members/member.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const ANN = { issuer: 'https://id.example', subject: 'ann-1234' };
const OTHER = { ...ANN, subject: 'other-5678' };
const MEMBER = { tenant: 'acme', owner: 'ann', name: 'Ann', role: 'developer' };

const { faults, store, deps } = tenantForEachTest({ tenants: ['acme', 'beta', 'gamma'] });

beforeEach(async () => {
  await invite('acme', 'ann');
});

async function invite(tenant: string, id: string) {
  const input = { tenant, id, name: 'Ann', kind: 'person', role: 'developer', plan: null } as const;
  await createOwner(deps, ADA, { ...input, email: 'ann@example.com' });
}

function person(identity = ANN, email: string | undefined = 'ann@example.com') {
  const verifiedEmail = vi.fn<SignedIn['verifiedEmail']>(async () => email);
  return { identity, sourceAddress: '203.0.113.7', verifiedEmail };
}

describe('the member of a tenant', () => {
  it('is found by invited address once, and by identity from then on', async () => {
    expect(await findMember(deps, person(), 'acme')).toEqual(MEMBER);
    expect(store.events.at(-1)).toMatchObject({
      action: 'owner.identity-bound',
      caller: { id: 'identity:https://id.example#ann-1234', sourceAddress: '203.0.113.7' },
    });
    const before = store.dump();
    const again = person(ANN, undefined);
    expect(await findMember(deps, again, 'acme')).toEqual(MEMBER);
    expect(again.verifiedEmail).not.toHaveBeenCalled();
    expect(store.dump()).toBe(before);
  });

  it.each([
    ['their address is not verified', person(ANN, ''), 'acme'],
    ['another address is', person(ANN, 'ann@example.org'), 'acme'],
    ['their address has a character beyond ASCII', person(ANN, 'ann@ex\u0430mple.com'), 'acme'],
    ['they are invited elsewhere', person(), 'beta'],
    ['there is no such tenant', person(), 'nowhere'],
  ])('is not found if %s, and nothing is written', async (_, who, tenant) => {
    const before = store.dump();
    expect(await findMember(deps, who, tenant)).toBeUndefined();
    expect(store.dump()).toBe(before);
  });

  it('is found if a concurrent call binds the identity by another invited address', async () => {
    const input = {
      tenant: 'acme',
      id: 'anna',
      name: 'Anna',
      kind: 'person',
      role: 'auditor',
      plan: null,
    } as const;
    await createOwner(deps, ADA, { ...input, email: 'anna@example.com' });
    const calls = [person(ANN, 'ann@example.com'), person(ANN, 'anna@example.com')];
    const [one, other] = await Promise.all(calls.map((each) => findMember(deps, each, 'acme')));
    expect(one).toMatchObject({ tenant: 'acme' });
    expect(other).toEqual(one);
  });

  it('is not found without a verified address', async () => {
    const nobody = { ...person(), verifiedEmail: async () => undefined };
    expect(await findMember(deps, nobody, 'acme')).toBeUndefined();
  });

  it('is not found by the address of a member that is bound already', async () => {
    await findMember(deps, person(), 'acme');
    expect(await findMember(deps, person(OTHER), 'acme')).toBeUndefined();
    expect(
      await findMember(deps, person({ ...ANN, issuer: 'https://other.example' }), 'acme'),
    ).toBeUndefined();
  });

  it('is not found after the deactivation, before and after the first sign-in', async () => {
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    expect(await findMember(deps, person(), 'acme')).toBeUndefined();
    await invite('beta', 'ann');
    await findMember(deps, person(), 'beta');
    await deactivateOwner(deps, ADA, { tenant: 'beta', id: 'ann' });
    expect(await findMember(deps, person(), 'beta')).toBeUndefined();
  });

  it('is undetermined if the provider or the store does not respond', async () => {
    const unanswered = person();
    unanswered.verifiedEmail.mockRejectedValue(new UnavailableError('no answer'));
    await expect(findMember(deps, unanswered, 'acme')).rejects.toThrow(UnavailableError);
    faults.beforeRead = () => {
      throw new UnavailableError('no answer');
    };
    await expect(findMember(deps, person(), 'acme')).rejects.toThrow(UnavailableError);
  });
});

describe('the memberships of an identity', () => {
  it('are listed by tenant, including open invitations', async () => {
    await findMember(deps, person(), 'acme');
    await invite('gamma', 'ann-g');
    await invite('beta', 'ann-b');
    const members = await findMembers(deps, person());
    expect(members).toEqual([
      MEMBER,
      { ...MEMBER, tenant: 'beta', owner: 'ann-b' },
      { ...MEMBER, tenant: 'gamma', owner: 'ann-g' },
    ]);
    expect(await findMembers(deps, person(ANN, ''))).toEqual(members);
  });

  it('exclude tenants in which the owner is deactivated', async () => {
    await findMembers(deps, person());
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'ann' });
    expect(await findMembers(deps, person())).toEqual([]);
  });

  it('are empty for an address that only looks like an invited one', async () => {
    await createOwner(deps, ADA, {
      ...{ tenant: 'beta', id: 'kate', name: null, kind: 'person', role: 'app-admin', plan: null },
      email: 'kate@example.com',
    });
    expect(await findMembers(deps, person(OTHER, '\u212Aate@example.com'))).toEqual([]);
  });

  it('are empty without an invitation', async () => {
    expect(await findMembers(deps, person(OTHER, 'other@example.com'))).toEqual([]);
  });

  it('are complete for two concurrent sign-ins', async () => {
    await invite('beta', 'ann');
    const both = await Promise.all([findMembers(deps, person()), findMembers(deps, person())]);
    for (const members of both) expect(members).toHaveLength(2);
  });

  it('return conflict if concurrent updates persist', async () => {
    let version = 1;
    faults.beforeCommit = async (change) => {
      if (change.kind !== 'bind-identity') return;
      const owner = await store.readOwner('acme', 'ann');
      version += 1;
      if (owner) await store.commit({ kind: 'update-owner', owner: { ...owner, version } }, eventOf());
    };
    expect(await findMembers(deps, person())).toBe('conflict');
    expect(await findMember(deps, person(), 'acme')).toBe('conflict');
  });
});

function eventOf() {
  const [event] = store.events;
  if (!event) throw new Error('nothing happened yet');
  return { ...event, id: crypto.randomUUID() };
}
