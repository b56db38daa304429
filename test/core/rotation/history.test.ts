import { expect, it } from 'vitest';
import { rotationsOf } from '../../../lib/core/rotation/history.ts';
import { rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

it('lists the rotations of a key from its events, latest first, with ordered steps and the outcome', async () => {
  const { deps, store, clock, sweep } = await manageStage();
  // Each reading of the clock is a millisecond later, so that events have an order.
  const ticking = { ...deps, clock: () => (clock.nowMs += 1) };
  const { keyId } = managedIn(await manageNew(ticking));
  clock.nowMs += HOUR;
  await rotateOnDemand(ticking, keyId);
  await sweep(keyId, 2 * DAY);
  await rotateOnDemand(ticking, keyId);
  await sweep(keyId, MINUTE);

  const ofKey = store.events.filter(({ subject }) => subject.id === keyId).toReversed();
  const [second, first, ...others] = rotationsOf(ofKey);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ kind: 'standard', outcome: 'finished' });
  expect(first?.steps.map(({ step }) => step)).toEqual([
    ...['started', 'value-generated', 'value-accepted', 'finished', 'retired'],
  ]);
  expect(second).toMatchObject({ outcome: 'finished' });
  expect(second?.startedAtMs).toBeGreaterThan(first?.endedAtMs ?? Number.POSITIVE_INFINITY);
});

it('returns the blocked reason of a rotation', async () => {
  const { deps, store, secrets, clock } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  clock.nowMs += HOUR;
  secrets.putVersion = () => Promise.reject(new SecretStoreError('kms-denied'));
  await rotateOnDemand(deps, keyId);
  const [open] = rotationsOf(store.events.filter(({ subject }) => subject.id === keyId).toReversed());
  expect(open).toMatchObject({ outcome: null, endedAtMs: null });
  expect(open?.steps.at(-1)).toMatchObject({ step: 'failed', reason: 'kms-denied' });
});
