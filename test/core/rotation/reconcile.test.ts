import { expect, it } from 'vitest';
import { reconcileKey } from '../../../lib/core/rotation/reconcile.ts';
import type { RequestedSettings } from '../../../lib/core/rotation/settings.ts';
import { sweepDue } from '../../../lib/core/rotation/sweep.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { eventOf } from '../../support/entities.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

/** A managed key that only the sweep reconciles: each minute it queues due tasks, which run immediately. */
async function sweptStage(settings: RequestedSettings) {
  const stage = await manageStage();
  const { deps, clock, memory } = stage;
  const { keyId } = managedIn(await manageNew(deps, settings));
  const reconcileSchedule = createMemoryReconcileSchedule(memory);
  const reconcileTimesMs: number[] = [];
  const queue = {
    send: async (works: readonly object[]) => {
      for (const _ of works) {
        reconcileTimesMs.push(clock.nowMs);
        await reconcileKey({ ...deps, reconcileSchedule, log: () => {} }, keyId);
      }
    },
  };
  const cascades = { listPending: async () => [] };
  const sweep = { reconcileSchedule, cascades, queue, clock: () => clock.nowMs, leaseMs: 6 * MINUTE };
  return {
    ...stage,
    ...{ keyId, reconcileTimesMs, reconcileSchedule },
    /** Advances the clock minute by minute. */
    pass: async (ms: number) => {
      for (const endMs = clock.nowMs + ms; clock.nowMs < endMs; ) {
        clock.nowMs += MINUTE;
        await sweepDue(sweep);
      }
    },
    value: () => stage.valueIn(keyId),
    kinds: () => stage.published.map(({ kind }) => kind),
  };
}

it('rotates, retires and publishes on time by scheduled reconciles, and resyncs hourly otherwise', async () => {
  const { pass, value, kinds, outcome, reconcileTimesMs } = await sweptStage({
    rotateEveryMs: DAY,
    consumerCacheMs: HOUR,
    overlapMs: 2 * HOUR,
  });
  const first = value();
  await pass(DAY + 2 * MINUTE);
  expect(value()).not.toBe(first);
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished']);
  await pass(2 * HOUR + 2 * MINUTE);
  expect(await outcome(first)).toBe('unknown');
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished', 'value.retired']);
  // 26 hourly resyncs and the reconciles of the rotation.
  expect(reconcileTimesMs.length).toBeLessThanOrEqual(26 + 6);
});

it('detects a manually moved label with the next reconcile', async () => {
  const { pass, kinds, secretOf, keyId } = await sweptStage({ rotateEveryMs: 7 * DAY });
  await pass(7 * DAY + 10 * MINUTE);
  const secret = secretOf(keyId);
  const [current, previous] = [secret.holderOf('AWSCURRENT'), secret.holderOf('AWSPREVIOUS')];
  secret.move('AWSCURRENT', current, previous ?? '');
  await pass(HOUR + 3 * MINUTE);
  expect(kinds()).toContain('secret.label-drift');
});

it('starts no rotation during a freeze, and starts a due rotation when the freeze ends', async () => {
  const { deps, clock, pass, value, reconcileTimesMs } = await sweptStage({ rotateEveryMs: DAY });
  const first = value();
  const rotationFreeze = { untilMs: clock.nowMs + 2 * DAY, reason: 'release week' };
  await updateTenant(deps, ADA, 'acme', { rotationFreeze });
  await pass(2 * DAY - MINUTE);
  expect(value()).toBe(first);
  // It was due for a day, but was not reconciled each minute.
  expect(reconcileTimesMs.length).toBeLessThan(60);
  await pass(2 * MINUTE);
  expect(value()).not.toBe(first);
});

it('completes a rotation that started before a freeze', async () => {
  const { deps, clock, pass, outcome, value, kinds } = await sweptStage({
    rotateEveryMs: DAY,
    overlapMs: 2 * HOUR,
    consumerCacheMs: HOUR,
  });
  const first = value();
  await pass(DAY + MINUTE);
  const rotationFreeze = { untilMs: clock.nowMs + 2 * DAY, reason: 'release week' };
  await updateTenant(deps, ADA, 'acme', { rotationFreeze });
  await pass(3 * HOUR);
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished', 'value.retired']);
  expect(await outcome(first)).toBe('unknown');
});

it('starts a rotation only within its maintenance windows', async () => {
  // It is noon on a Sunday, and the key is due on Monday.
  const { pass, value } = await sweptStage({
    rotateEveryMs: DAY,
    windows: [{ days: ['mon'], fromMinute: 20 * 60, toMinute: 22 * 60 }],
  });
  const first = value();
  await pass(DAY + 7 * HOUR + 59 * MINUTE);
  expect(value()).toBe(first);
  await pass(2 * MINUTE);
  expect(value()).not.toBe(first);
});

it('publishes a failed key event with a later sweep', async () => {
  const { deps, pass, kinds } = await sweptStage({ rotateEveryMs: DAY });
  const { publish } = deps.keyEvents;
  deps.keyEvents.publish = () => Promise.reject(new UnavailableError('the bus is down'));
  await pass(DAY + 5 * MINUTE);
  expect(kinds()).toEqual([]);
  deps.keyEvents.publish = publish;
  await pass(MINUTE);
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished']);
});

it('stops reconciling a revoked key after its events are published', async () => {
  const { store, pass, keyId, reconcileTimesMs, kinds } = await sweptStage({ rotateEveryMs: DAY });
  const key = await store.readKey(keyId);
  if (!key) throw new Error('expected a key');
  const revocation = { atMs: 0, by: 'ada', reason: 'compromised' } as const;
  await store.commit(
    {
      kind: 'update-key',
      key: { ...key, status: 'revoked', credentials: [], revocation, version: key.version + 1 },
    },
    eventOf('acme', { action: 'key.revoked' }),
  );
  await pass(HOUR + MINUTE);
  expect(kinds()).toEqual(['secret.value-rejected']);
  const before = reconcileTimesMs.length;
  await pass(DAY);
  expect(reconcileTimesMs).toHaveLength(before);
});
