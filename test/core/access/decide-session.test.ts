import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOnSession, type SessionDecisionInput } from '../../../lib/core/access/decide-session.ts';
import type { Outcome } from '../../../lib/core/access/outcomes.ts';
import { requirePermission, satisfies } from '../../../lib/core/access/permissions.ts';
import { digestSecret } from '../../../lib/core/keys/digest.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Session } from '../../../lib/core/sessions/session.ts';
import { issuedKey, NOW_MS, owner } from '../../../scripts/samples/issued-key.ts';
import { issuedSession } from '../../support/issued-session.ts';

const { key } = issuedKey({ boundBy: 'owner', permissions: ['read', 'write'] });
const { session, presented } = issuedSession(key, { permissions: ['read'] });
const revocation = { atMs: NOW_MS - 1, by: 'somebody' };

function inputFor(changes: Partial<SessionDecisionInput> = {}): SessionDecisionInput {
  return {
    ...{ presented, session, key, owner: owner(), isSuspended: false, tenant: 'acme' },
    requirement: requirePermission('read'),
    sourceAddress: '192.0.2.1',
    nowMs: NOW_MS,
    ...changes,
  };
}

function withKey(change: Partial<Key>): SessionDecisionInput {
  return inputFor({ key: { ...key, ...change } });
}

function withSession(change: Partial<Session>): SessionDecisionInput {
  return inputFor({ session: { ...session, ...change } });
}

interface Fault {
  readonly name: string;
  readonly outcome: Outcome;
  readonly applyTo: (input: SessionDecisionInput) => SessionDecisionInput;
}

function fault(
  name: string,
  outcome: Outcome,
  change: { readonly session?: Partial<Session>; readonly key?: Partial<Key> },
): Fault {
  const applyTo = (input: SessionDecisionInput) => ({
    ...input,
    session: input.session && { ...input.session, ...change.session },
    key: input.key && { ...input.key, ...change.key },
  });
  return { name, outcome, applyTo };
}

const COMPROMISED = { status: 'revoked', revocation: { ...revocation, reason: 'compromised' } } as const;

/** In the order in which they are decided. */
const FAULTS: readonly Fault[] = [
  { name: 'no such session', outcome: 'unknown', applyTo: (input) => ({ ...input, session: undefined }) },
  { name: 'no such key', outcome: 'unknown', applyTo: (input) => ({ ...input, key: undefined }) },
  {
    name: 'wrong secret',
    outcome: 'unknown',
    applyTo: (input) => ({ ...input, presented: { ...input.presented, secret: 'x'.repeat(32) } }),
  },
  { name: 'other tenant', outcome: 'wrong-tenant', applyTo: (input) => ({ ...input, tenant: 'globex' }) },
  fault('session-ended', 'session-ended', { session: { endedAtMs: NOW_MS - 1 } }),
  fault('compromised key', 'session-ended', { key: COMPROMISED }),
  fault('ended with its key', 'session-ended', { key: { status: 'deleted', endSessionsWithKey: true } }),
  fault('expired', 'expired', { session: { expiresAtMs: NOW_MS } }),
  {
    name: 'owner deactivated',
    outcome: 'owner-deactivated',
    applyTo: (input) => ({ ...input, owner: owner({ status: 'deactivated' }) }),
  },
  {
    name: 'tenant suspended',
    outcome: 'tenant-suspended',
    applyTo: (input) => ({ ...input, isSuspended: true }),
  },
  fault('address of the key', 'ip-not-allowed', { key: { allowedAddresses: ['198.51.100.0/24'] } }),
  {
    name: 'address of the owner',
    outcome: 'ip-not-allowed',
    applyTo: (input) => ({
      ...input,
      owner: input.owner && { ...input.owner, allowedAddresses: ['198.51.100.0/24'] },
    }),
  },
  fault('permission lacking', 'insufficient-permission', { session: { permissions: ['orders:read'] } }),
];

/** Applies the last first: where two faults set one field, the earlier in the order stands. */
function withFaults(faults: readonly Fault[]): SessionDecisionInput {
  return faults.reduceRight((input, each) => each.applyTo(input), inputFor());
}

describe('the order', () => {
  it('reports only the first fault for every combination of faults', () => {
    for (let bits = 0; bits < 2 ** FAULTS.length; bits += 1) {
      const faults = FAULTS.filter((_, index) => bits & (1 << index));
      const names = faults.map(({ name }) => name).join(' + ');
      expect(decideOnSession(withFaults(faults)).outcome, names).toBe(faults[0]?.outcome ?? 'allowed');
    }
  });

  it('reports a null generation only if the secret matched', () => {
    for (const each of FAULTS) {
      const decision = decideOnSession(withFaults([each]));
      const hasMatched = !['no such session', 'no such key', 'wrong secret'].includes(each.name);
      expect('generation' in decision, each.name).toBe(hasMatched);
    }
  });
});

it('returns an allowed session with its key, its permissions and the current plan of its owner', () => {
  expect(decideOnSession(inputFor({ owner: owner({ plan: 'lite' }) }))).toEqual({
    outcome: 'allowed',
    key,
    session,
    generation: null,
    permissions: ['read'],
    plan: 'lite',
    ownerLimits: [],
  });
});

it('denies a session from the instant of its expiry', () => {
  expect(decideOnSession(inputFor({ nowMs: session.expiresAtMs - 1 })).outcome).toBe('allowed');
  expect(decideOnSession(inputFor({ nowMs: session.expiresAtMs })).outcome).toBe('expired');
});

it('does not match a digest of a key with a session', () => {
  const digest = digestSecret(presented.keyId, presented.secret);
  expect(decideOnSession(withSession({ digest })).outcome).toBe('unknown');
});

describe('the state of its key', () => {
  const KEPT = { ...revocation, endSessions: false } as const;
  const wasDisabled = { atMs: NOW_MS - 1, by: 'somebody', statusBefore: 'disabled' } as const;
  const ENDING: ReadonlyArray<[string, Partial<Key>]> = [
    ['disabled', { status: 'disabled' }],
    ['expired', { expiresAtMs: NOW_MS }],
    ['deleted and expired', { status: 'deleted', expiresAtMs: NOW_MS }],
    ['deleted after it was disabled', { status: 'deleted', deletion: wasDisabled }],
    ['revoked as unspecified', { status: 'revoked', revocation: { ...revocation, reason: 'unspecified' } }],
    ['revoked as superseded', { status: 'revoked', revocation: { ...revocation, reason: 'superseded' } }],
    [
      'compromised, even if the call keeps sessions',
      { status: 'revoked', revocation: { ...KEPT, reason: 'compromised' } },
    ],
  ];
  const KEEPING: ReadonlyArray<[string, Partial<Key>]> = [
    ['deleted', { status: 'deleted', deletion: { ...wasDisabled, statusBefore: 'active' } }],
    [
      'revoked by a call that keeps sessions',
      { status: 'revoked', revocation: { ...KEPT, reason: 'superseded' } },
    ],
  ];

  it.each(ENDING)('ends a session immediately: %s', (_, change) => {
    expect(decideOnSession(withKey({ ...change, credentials: [] })).outcome).toBe('session-ended');
  });

  it.each(KEEPING)('leaves a session valid: %s (MS-09, MS-10)', (_, change) => {
    expect(decideOnSession(withKey({ ...change, credentials: [] })).outcome).toBe('allowed');
  });

  it('ends a session with the deletion of a key if the key is configured to', () => {
    const deletion = { ...wasDisabled, statusBefore: 'active' } as const;
    const change = { status: 'deleted', deletion, endSessionsWithKey: true } as const;
    expect(decideOnSession(withKey(change)).outcome).toBe('session-ended');
  });

  it('keeps a session valid if the revocation keeps sessions, with any setting of the key', () => {
    const change = { status: 'revoked', revocation: { ...KEPT, reason: 'superseded' } } as const;
    expect(decideOnSession(withKey({ ...change, endSessionsWithKey: true })).outcome).toBe('allowed');
  });

  it.each([true, false])(
    'ends every session where it was compromised (says so: %s)',
    (endSessionsWithKey) => {
      expect(decideOnSession(withKey({ ...COMPROMISED, endSessionsWithKey })).outcome).toBe('session-ended');
    },
  );

  it('ends no session of an active key, with any setting', () => {
    const soon = { endSessionsWithKey: true, expiresAtMs: NOW_MS + 1 };
    expect(decideOnSession(withKey(soon)).outcome).toBe('allowed');
  });
});

describe('the owner', () => {
  it('denies the sessions of bound keys if it is deactivated or missing, and not those of unbound keys', () => {
    for (const standing of [undefined, owner({ status: 'deactivated' })]) {
      expect(decideOnSession(inputFor({ owner: standing })).outcome).toBe('owner-deactivated');
      const unbound = { ...withKey({ boundBy: 'none' }), owner: standing };
      expect(decideOnSession(unbound).outcome).toBe('allowed');
    }
  });

  it('limits a session to its role at each request', () => {
    const writing = {
      ...withSession({ permissions: ['read', 'write'] }),
      requirement: requirePermission('write'),
    };
    expect(decideOnSession(writing).outcome).toBe('allowed');
    const auditor = owner({ kind: 'person', role: 'auditor' });
    expect(decideOnSession({ ...writing, owner: auditor }).outcome).toBe('insufficient-permission');
  });
});

describe('the permissions of a session', () => {
  const part = fc.constantFrom('read', 'write', 'keys', 'sessions', 'manage', 'orders');
  const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':'));
  const permission = fc.oneof(
    name,
    name.map((each) => `${each}:*`),
  );
  const permissions = fc.array(permission, { maxLength: 6 });

  it('are at most those of the session and its key', () => {
    fc.assert(
      fc.property(permissions, permissions, name, (given, held, wanted) => {
        const input = { ...withKey({ permissions: held }), session: { ...session, permissions: given } };
        const { outcome } = decideOnSession({ ...input, requirement: requirePermission(wanted) });
        const isHeld =
          satisfies(given, requirePermission(wanted)) && satisfies(held, requirePermission(wanted));
        if (!isHeld) expect(outcome).toBe('insufficient-permission');
      }),
    );
  });

  it.each(['keys:manage', 'sessions:manage'])('never include %s, with any wildcard', (wanted) => {
    const [noun] = wanted.split(':');
    const all = ['read', wanted, `${noun}:*`];
    fc.assert(
      fc.property(fc.subarray(all), fc.subarray(all), permissions, (given, held, more) => {
        const input = {
          ...withKey({ permissions: [...held, ...more, wanted] }),
          session: { ...session, permissions: [...more, ...given] },
          owner: owner({ kind: 'person', role: 'app-admin' }),
        };
        expect(decideOnSession({ ...input, requirement: requirePermission(wanted) }).outcome).toBe(
          'insufficient-permission',
        );
        const decision = decideOnSession({ ...input, requirement: { kind: 'any-key' } });
        const left = decision.outcome === 'allowed' ? decision.permissions : [];
        expect(satisfies(left, requirePermission(wanted))).toBe(false);
      }),
    );
  });

  it('are reduced with those of its key from the next request', () => {
    expect(decideOnSession(withKey({ permissions: ['write'] })).outcome).toBe('insufficient-permission');
  });
});
