import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAllowedAddress } from '../../../lib/core/access/address-ranges.ts';
import { requirePermission, satisfies } from '../../../lib/core/access/permissions.ts';
import { isLive, KEY_STATUSES, type Key, REVOCATION_REASONS } from '../../../lib/core/keys/key.ts';
import { stricterOwner } from '../../../lib/core/restore/stricter.ts';
import { type KeyState, knownOf, stricterKey } from '../../../lib/core/restore/stricter-key.ts';
import { endsSessions } from '../../../lib/core/sessions/end-with-key.ts';
import { anOwner } from '../../support/arbitraries.ts';
import { keyOf, NOON } from '../../support/entities.ts';

const PERMISSIONS = ['read', 'write', 'orders:read', 'orders:items:read', 'orders:*', 'orders:items:*'];
const ADDRESSES = ['192.0.2.1', '192.0.2.200', '198.51.100.7', '2001:db8::1', 'unknown'];
const TIMES = [NOON - 2, NOON, NOON + 2];
const anEnd = fc.constantFrom(null, ...TIMES);

/** Two generations can have the digest of either of two histories. */
const aState: fc.Arbitrary<KeyState> = fc
  .record({
    status: fc.constantFrom(...KEY_STATUSES),
    permissions: fc.subarray(PERMISSIONS),
    expiresAtMs: anEnd,
    allowedAddresses: fc.subarray(['192.0.2.0/25', '198.51.100.0/24', '2001:db8::/32', '192.0.2.128/25']),
    endSessionsWithKey: fc.boolean(),
    compromisedUntilMs: fc.constantFrom(undefined, ...TIMES),
    reason: fc.constantFrom(...REVOCATION_REASONS),
    keepsSessions: fc.boolean(),
    statusBefore: fc.constantFrom('active' as const, 'disabled' as const),
    atMs: fc.constantFrom(...TIMES),
    lastGeneration: fc.integer({ min: 1, max: 4 }),
    history: fc.constantFrom('a', 'b'),
    ends: fc.array(fc.constantFrom(null, ...TIMES, 'pruned' as const), { minLength: 4, maxLength: 4 }),
    version: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ reason, keepsSessions, statusBefore, atMs, lastGeneration, history, ends, ...settings }) => {
    const { status } = settings;
    const credentials = ends.slice(0, lastGeneration).flatMap((endsAtMs, index) => {
      const generation = index + 1;
      const digest = `${generation > 2 ? history : 'a'}${generation}`;
      return endsAtMs === 'pruned' ? [] : [{ generation, digestVersion: 1, digest, endsAtMs }];
    });
    const revoked = { atMs, by: 'ada', reason, ...(keepsSessions && { endSessions: false as const }) };
    const key = keyOf('acme', {
      ...settings,
      id: 'k1',
      revocation: status === 'revoked' ? revoked : null,
      deletion: status === 'deleted' ? { atMs, by: 'ada', statusBefore } : null,
      credentials: status === 'revoked' ? [] : credentials,
    });
    return { key, lastGeneration };
  });

const merged = (one: KeyState, other: KeyState) => stricterKey(one, knownOf(other));

/** What a key allows, independent of the form in which it is stored. */
function allowedBy({ key }: KeyState) {
  const nowMs = NOON;
  return {
    status: key.status,
    permissions: PERMISSIONS.filter((each) => satisfies(key.permissions, requirePermission(each))),
    addresses:
      key.status === 'active' ? ADDRESSES.filter((each) => isAllowedAddress(key.allowedAddresses, each)) : [],
    digests: key.credentials.filter((each) => isLive(each, nowMs)).map(({ digest }) => digest),
    ends: key.credentials,
    expiresAtMs: key.expiresAtMs,
    compromisedUntilMs: key.compromisedUntilMs,
    reason: key.revocation?.reason,
    deletion: key.deletion,
    endsSessions: endsSessions(key, nowMs),
  };
}

function hasEnded(
  { key, lastGeneration }: KeyState,
  { generation, digest }: Key['credentials'][number],
): boolean {
  const own = key.credentials.find((each) => each.generation === generation);
  if (!own) return key.status === 'revoked' || generation <= lastGeneration;
  return !isLive(own, NOON) || own.digest !== digest;
}

it('never accepts a credential that either side has ended, nor a key that either side denies', () => {
  fc.assert(
    fc.property(aState, aState, (one, other) => {
      const result = merged(one, other);
      const live = result.key.credentials.filter((each) => isLive(each, NOON));
      expect(live.filter((each) => hasEnded(one, each) || hasEnded(other, each))).toEqual([]);
      const [after, ...sides] = [result, one, other].map(allowedBy);
      for (const side of sides) {
        expect(KEY_STATUSES.indexOf(result.key.status)).toBeGreaterThanOrEqual(
          KEY_STATUSES.indexOf(side.status),
        );
        expect(side.permissions).toEqual(expect.arrayContaining(after?.permissions ?? []));
        expect(after?.endsSessions || !side.endsSessions).toBe(true);
        if (side.status === 'active')
          expect(side.addresses).toEqual(expect.arrayContaining(after?.addresses ?? []));
      }
    }),
    { numRuns: 1000 },
  );
});

it('keeps a credential that one side accepts and the other side is too old to know', () => {
  const old = { key: keyOf('acme'), lastGeneration: 1 };
  const added = { generation: 2, digestVersion: 1, digest: 'd2', endsAtMs: null };
  const recent = { key: { ...old.key, credentials: [added] }, lastGeneration: 2 };
  expect(merged(old, recent).key.credentials).toEqual([added]);
  expect(merged(recent, old).key.credentials).toEqual([added]);
});

it('allows the same in either order', () => {
  fc.assert(
    fc.property(aState, aState, (one, other) => {
      expect(allowedBy(merged(one, other))).toEqual(allowedBy(merged(other, one)));
    }),
    { numRuns: 1000 },
  );
});

it('changes nothing if it is repeated, or if both sides are the same', () => {
  fc.assert(
    fc.property(aState, aState, (one, other) => {
      expect(merged(one, one)).toEqual(one);
      const once = merged(one, other);
      expect(allowedBy(merged(once, other))).toEqual(allowedBy(once));
    }),
    { numRuns: 1000 },
  );
});

it('takes the lesser role of an owner, and deactivates it if either side does', () => {
  fc.assert(
    fc.property(anOwner, anOwner, (one, other) => {
      const [result, reverse] = [stricterOwner(one, other), stricterOwner(other, one)];
      expect([result.status, result.role]).toEqual([reverse.status, reverse.role]);
      if ([one.status, other.status].includes('deactivated')) expect(result.status).toBe('deactivated');
      expect(stricterOwner(one, one)).toEqual(one);
    }),
  );
});
