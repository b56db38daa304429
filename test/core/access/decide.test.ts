import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecisionInput, decide } from '../../../lib/core/access/decide.ts';
import { DENIALS, type Outcome } from '../../../lib/core/access/outcomes.ts';
import { LIMIT_OUTCOMES } from '../../../lib/core/profiles/error-responses.ts';
import {
  credentialOf,
  type IssuedKey,
  issuedKey,
  NOW_MS,
  owner,
} from '../../../scripts/samples/issued-key.ts';

const bound = issuedKey({ boundBy: 'owner', tenant: 'acme' });

function inputFor({ key, presented }: IssuedKey, changes: Partial<DecisionInput> = {}): DecisionInput {
  return {
    presented,
    key,
    owner: owner(),
    isSuspended: false,
    tenant: 'acme',
    requirement: { kind: 'permission', permission: 'read' },
    sourceAddress: '192.0.2.1',
    nowMs: NOW_MS,
    ...changes,
  };
}

interface Fault {
  readonly name: string;
  readonly outcome: Outcome;
  readonly applyTo: (input: DecisionInput) => DecisionInput;
}

function withKey(change: Partial<IssuedKey['key']>): Fault['applyTo'] {
  return (input) => ({ ...input, key: input.key && { ...input.key, ...change } });
}

/** In the order in which they are decided. */
const FAULTS: readonly Fault[] = [
  { name: 'no such key', outcome: 'unknown', applyTo: (input) => ({ ...input, key: undefined }) },
  { name: 'revoked', outcome: 'revoked', applyTo: withKey({ status: 'revoked', credentials: [] }) },
  {
    name: 'wrong secret',
    outcome: 'unknown',
    applyTo: (input) => ({ ...input, presented: { ...input.presented, secret: 'x'.repeat(24) } }),
  },
  { name: 'other tenant', outcome: 'wrong-tenant', applyTo: (input) => ({ ...input, tenant: 'globex' }) },
  { name: 'disabled', outcome: 'disabled', applyTo: withKey({ status: 'disabled' }) },
  { name: 'deleted', outcome: 'deleted', applyTo: withKey({ status: 'deleted' }) },
  { name: 'expired', outcome: 'expired', applyTo: withKey({ expiresAtMs: NOW_MS - 1 }) },
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
  {
    name: 'address not allowed',
    outcome: 'ip-not-allowed',
    applyTo: withKey({ allowedAddresses: ['198.51.100.0/24'] }),
  },
  {
    name: 'permission lacking',
    outcome: 'insufficient-permission',
    applyTo: withKey({ permissions: ['orders:read'] }),
  },
];

/** Applies the last first: where two faults set one field, the earlier in the order stands. */
function withFaults(faults: readonly Fault[]): DecisionInput {
  return faults.reduceRight((input, fault) => fault.applyTo(input), inputFor(bound));
}

/** The first alone; but at another tenant's host a tombstone looks as if it had never been. */
function outcomeOf(faults: readonly Fault[]): Outcome {
  const [first] = faults;
  const isOtherTenant = faults.some(({ outcome }) => outcome === 'wrong-tenant');
  if (first?.outcome === 'revoked' && isOtherTenant) return 'unknown';
  return first?.outcome ?? 'allowed';
}

describe('the order', () => {
  const combinations = Array.from({ length: 2 ** FAULTS.length }, (_, bits) =>
    FAULTS.filter((_, index) => bits & (1 << index)),
  );

  it('reports only the first fault for every combination of faults', () => {
    for (const faults of combinations) {
      const names = faults.map((fault) => fault.name).join(' + ');
      expect(decide(withFaults(faults)).outcome, names).toBe(outcomeOf(faults));
    }
  });

  it('reaches every outcome of a well-formed credential', () => {
    const elsewhere: readonly string[] = [
      'insecure-transport',
      'missing',
      'malformed',
      'unrecognized-credential',
      'unavailable',
      'unknown-tenant',
      'session-ended',
      // The charge of the limits.
      'limiter-unavailable',
      ...LIMIT_OUTCOMES,
    ];
    const reached = new Set(FAULTS.map((fault) => decide(withFaults([fault])).outcome));
    expect([...reached].sort()).toEqual(DENIALS.filter((each) => !elsewhere.includes(each)).sort());
  });

  it('reports the generation only if the secret matched', () => {
    for (const fault of FAULTS) {
      const hasMatched = !['no such key', 'revoked', 'wrong secret'].includes(fault.name);
      expect(decide(withFaults([fault])), fault.name).toMatchObject(hasMatched ? { generation: 1 } : {});
      expect('generation' in decide(withFaults([fault])), fault.name).toBe(hasMatched);
    }
  });
});

describe('a secret', () => {
  it('is denied in any other spelling', () => {
    const { secret } = bound.presented;
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(...'0aZ9'), (position, character) => {
        fc.pre(secret.charAt(position) !== character);
        const other = secret.slice(0, position) + character + secret.slice(position + 1);
        const presented = { ...bound.presented, secret: other };
        expect(decide(inputFor(bound, { presented })).outcome).toBe('unknown');
      }),
    );
  });

  it('matches only its own key', () => {
    const stranger = issuedKey();
    const presented = { ...bound.presented, secret: stranger.presented.secret };
    expect(decide(inputFor(bound, { presented })).outcome).toBe('unknown');
    const copied = { ...bound.key, credentials: stranger.key.credentials };
    expect(decide(inputFor(bound, { presented, key: copied })).outcome).toBe('unknown');
  });

  it('is denied with the marker of another environment', () => {
    const presented = { ...bound.presented, environment: 'test' };
    expect(decide(inputFor(bound, { presented })).outcome).toBe('unknown');
  });

  it('is accepted as any valid credential of its key until the instant of its end', () => {
    const { keyId, secret } = bound.presented;
    const old = credentialOf(keyId, secret, { endsAtMs: NOW_MS });
    const fresh = credentialOf(keyId, 'n'.repeat(24), { generation: 2 });
    const key = { ...bound.key, credentials: [old, fresh] };
    expect(decide(inputFor(bound, { key, nowMs: NOW_MS - 1 }))).toMatchObject({
      outcome: 'allowed',
      generation: 1,
    });
    expect(decide(inputFor(bound, { key })).outcome).toBe('unknown');
    const presented = { ...bound.presented, secret: 'n'.repeat(24) };
    expect(decide(inputFor(bound, { key, presented }))).toMatchObject({ outcome: 'allowed', generation: 2 });
  });

  it('is denied after a revocation, even if a digest remained', () => {
    const key = { ...bound.key, status: 'revoked' as const };
    expect(decide(inputFor(bound, { key })).outcome).toBe('revoked');
  });
});

it.each(['globex', null])(
  "a revoked key is as good as none at another tenant's host (%s), and revoked at its own",
  (tenant) => {
    const key = { ...bound.key, status: 'revoked' as const, credentials: [] };
    expect(decide(inputFor(bound, { key, tenant }))).toEqual({ outcome: 'unknown', key });
    expect(decide(inputFor(bound, { key })).outcome).toBe('revoked');
    expect(decide(inputFor(bound, { key, tenant: undefined })).outcome).toBe('revoked');
  },
);

it('denies every key at a host without a tenant, and reports an unknown key as unknown', () => {
  expect(decide(inputFor(bound, { tenant: null })).outcome).toBe('wrong-tenant');
  expect(decide(inputFor(bound, { tenant: null, key: undefined })).outcome).toBe('unknown');
});

it('denies a key from the instant of its expiry', () => {
  const key = { ...bound.key, expiresAtMs: NOW_MS };
  expect(decide(inputFor(bound, { key })).outcome).toBe('expired');
  expect(decide(inputFor(bound, { key, nowMs: NOW_MS - 1 })).outcome).toBe('allowed');
});

it('accepts a key of any tenant on a surface without tenants', () => {
  expect(decide(inputFor(bound, { tenant: undefined })).outcome).toBe('allowed');
});

describe('the owner', () => {
  const person = { kind: 'person', role: 'auditor' } as const;

  it('denies the keys bound to it if it is missing', () => {
    expect(decide(inputFor(bound, { owner: undefined })).outcome).toBe('owner-deactivated');
  });

  it('limits a bound key to its role at each request', () => {
    const write = { kind: 'permission', permission: 'write' } as const;
    expect(decide(inputFor(bound, { owner: owner(person) }))).toMatchObject({ permissions: ['read'] });
    expect(decide(inputFor(bound, { owner: owner(person), requirement: write })).outcome).toBe(
      'insufficient-permission',
    );
  });

  it('passes its current plan for the keys bound to it', () => {
    expect(decide(inputFor(bound, { owner: owner({ plan: 'lite' }) }))).toMatchObject({ plan: 'lite' });
    expect(decide(inputFor(bound, { owner: owner({ plan: null }) }))).toMatchObject({ plan: null });
    const unbound = inputFor(issuedKey(), { owner: owner({ plan: 'lite' }) });
    expect(decide(unbound)).toMatchObject({ outcome: 'allowed', plan: null });
  });

  it.each([undefined, owner({ status: 'deactivated' }), owner(person)])(
    'does not touch an unbound key (%#)',
    (standing) => {
      const decision = decide(inputFor(issuedKey(), { owner: standing }));
      expect(decision).toMatchObject({ outcome: 'allowed', permissions: ['read', 'write'] });
    },
  );
});

it('denies an unreachable requirement to every key and allows every key without a requirement', () => {
  expect(decide(inputFor(bound, { requirement: { kind: 'denied' } })).outcome).toBe(
    'insufficient-permission',
  );
  const powerless = { ...bound.key, permissions: [] };
  expect(decide(inputFor(bound, { key: powerless, requirement: { kind: 'any-key' } })).outcome).toBe(
    'allowed',
  );
});
