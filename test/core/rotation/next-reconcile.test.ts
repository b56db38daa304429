import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { BlockedReason } from '../../../lib/core/rotation/blocked-reasons.ts';
import type { RotationFreeze } from '../../../lib/core/rotation/maintenance-window.ts';
import type { ManagedKey, Rotation } from '../../../lib/core/rotation/managed-key.ts';
import { nextReconcileAtMs } from '../../../lib/core/rotation/next-reconcile.ts';
import type { RotationLimits } from '../../../lib/core/rotation/rotation-deps.ts';
import { aManagedKey } from '../../support/arbitraries.ts';
import { digestOf, keyOf, managedKeyOf, NOON } from '../../support/entities.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LIMITS: RotationLimits = {
  maxRunMs: MINUTE,
  clockSkewMs: MINUTE,
  propagationMs: MINUTE,
  rotationTimeoutMs: 6 * HOUR,
  resyncIntervalMs: HOUR,
};
const [OLD, NEW] = ['1'.repeat(32), '2'.repeat(32)];

/** A managed key with one value that is current everywhere, reconciled at noon. */
function next(
  given: Partial<ManagedKey> = {},
  {
    key = {},
    nowMs = NOON,
    freeze,
  }: { readonly key?: Partial<Key>; readonly nowMs?: number; readonly freeze?: RotationFreeze } = {},
): number | null {
  const managed = managedKeyOf('k1', {
    current: NEW,
    versions: [{ versionId: NEW, generation: 2, sinceMs: NOON }],
    promotionConfirmedAtMs: NOON - DAY,
    ...given,
  });
  const credential = { generation: 2, digestVersion: 1, digest: digestOf(), endsAtMs: null };
  const record = { key: keyOf('acme', { id: 'k1', credentials: [credential], ...key }), managed };
  return nextReconcileAtMs(record, { nowMs, limits: LIMITS, freeze });
}

function rotation(given: Partial<Rotation> = {}): Rotation {
  return {
    versionId: OLD,
    kind: 'standard',
    startedAtMs: NOON - MINUTE,
    candidateDigests: [],
    setAtMs: null,
    abandonedAtMs: null,
    ...given,
  };
}

const WITH_OLD = {
  key: {
    credentials: [1, 2].map((generation) => ({
      generation,
      digestVersion: 1,
      digest: digestOf(),
      endsAtMs: null,
    })),
  },
};

describe('the next reconcile of a managed key', () => {
  it('is within the resync interval with jitter if nothing is due', () => {
    const nextMs = next() ?? 0;
    expect(nextMs).toBeGreaterThan(NOON);
    expect(nextMs).toBeLessThanOrEqual(NOON + HOUR);
    expect(next({}, { nowMs: nextMs - 1 })).toBe(nextMs);
    expect(next({}, { nowMs: nextMs })).toBe(nextMs + HOUR);
  });

  it.each([
    ['a rotation is open', { rotation: rotation() }],
    [
      'the outbox is not empty',
      { outbox: [{ kind: 'rotation.started', atMs: 1, versionId: OLD, reason: null }] },
    ],
    ['the promotion is not confirmed', { promotionConfirmedAtMs: null }],
    ['a rotation is due', { rotateAtMs: NOON - 1 }],
  ] as const)('is the next sweep if %s', (_, given) => {
    expect(next(given)).toBe(NOON);
  });

  it('is when a rotation becomes due, in a maintenance window and after a freeze', () => {
    const soon = { rotateAtMs: NOON + MINUTE };
    expect(next(soon)).toBe(NOON + MINUTE);
    const windows = [{ days: ['sun'], fromMinute: 730, toMinute: 780 }] as const;
    expect(next({ ...soon, windows })).toBe(NOON + 10 * MINUTE);
    expect(next(soon, { freeze: { untilMs: NOON + 2 * MINUTE, reason: 'release' } })).toBe(NOON + 2 * MINUTE);
    expect(next({ ...soon, paused: true })).toBe(next());
  });

  it('is when Secrets Manager accepts the next value', () => {
    const last = { versionId: NEW, outcome: 'finished', atMs: NOON - 5 * MINUTE } as const;
    expect(next({ rotateAtMs: NOON, last })).toBe(NOON + 5 * MINUTE);
  });

  it('is when the overlap has passed, or at each resync until the deadline if usage is required', () => {
    const given = { promotionConfirmedAtMs: NOON - HOUR, overlapMs: HOUR };
    expect(next(given, WITH_OLD)).toBe(NOON + MINUTE);
    expect(next({ ...given, overlapMs: 10 * MINUTE }, WITH_OLD)).toBe(NOON);
    const unused = { ...given, overlapMs: 10 * MINUTE, retireWhenUnused: true };
    expect(next(unused, WITH_OLD)).toBe(next());
    expect(next({ ...unused, retireDeadlineMs: HOUR + MINUTE }, WITH_OLD)).toBe(NOON + MINUTE);
  });

  it('is when label drift can be confirmed', () => {
    const labelDrift = { versionId: OLD, sinceMs: NOON - MINUTE };
    expect(next({ labelDrift, promotionConfirmedAtMs: null })).toBe(NOON + MINUTE);
  });

  it('is when an abandoned rotation can be cleaned up', () => {
    const abandoned = rotation({ startedAtMs: NOON - 7 * HOUR, abandonedAtMs: NOON - MINUTE });
    expect(next({ rotation: abandoned })).toBe(NOON + 3 * MINUTE);
  });

  it('is after a failure as long as it has lasted: at least a minute, at most the limit of its reason', () => {
    const open = { rotation: rotation() };
    const failing = (reason: BlockedReason, forMs: number) => ({
      ...open,
      blocked: { reason, sinceMs: NOON - forMs },
    });
    expect(next(failing('throttled', 0))).toBe(NOON + MINUTE);
    expect(next(failing('throttled', 3 * MINUTE))).toBe(NOON + 3 * MINUTE);
    expect(next(failing('throttled', 20 * MINUTE))).toBe(NOON + 5 * MINUTE);
    expect(next(failing('kms-denied', 2 * MINUTE))).toBe(NOON + 2 * MINUTE);
    expect(next(failing('kms-denied', 5 * HOUR))).toBe(next());
  });

  it('is when a rotation times out, regardless of the backoff; a replacement does not time out', () => {
    const blocked = { reason: 'kms-denied', sinceMs: NOON - 6 * HOUR + MINUTE } as const;
    const startedAtMs = NOON - 6 * HOUR + MINUTE;
    expect(next({ rotation: rotation({ startedAtMs }), blocked })).toBe(NOON + MINUTE);
    expect(next({ rotation: rotation({ startedAtMs, kind: 'replacement' }), blocked })).toBe(next());
  });

  it('is not scheduled after its key is revoked, its events are published and its secret is tagged', () => {
    const revoked = { key: { status: 'revoked' } } as const;
    const published = { blocked: { reason: 'key-revoked', sinceMs: NOON } } as const;
    expect(next({}, revoked)).toBe(NOON);
    expect(next(published, revoked)).toBe(next());
    expect(next({ ...published, stateTag: 'key-revoked' }, revoked)).toBeNull();
  });

  it('is never in the past and never later than the resync interval', () => {
    fc.assert(
      fc.property(aManagedKey, fc.integer({ min: 0, max: 4e12 }), (managed, nowMs) => {
        const key = keyOf('acme', { id: managed.keyId });
        const taskMs = nextReconcileAtMs({ key, managed }, { nowMs, limits: LIMITS }) ?? Number.NaN;
        expect(taskMs).toBeGreaterThanOrEqual(nowMs);
        // An abandoned rotation must drain first, which may last longer than the resync interval.
        if (!managed.rotation?.abandonedAtMs) expect(taskMs).toBeLessThanOrEqual(nowMs + HOUR);
      }),
    );
  });
});
