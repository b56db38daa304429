import { expect, it } from 'vitest';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { managedStage } from './fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('accepts old and new values during the overlap, which starts when the new value is current everywhere', async () => {
  const { sweep, secret, outcome, firstValue, currentValue, kinds } = await managedStage();
  secret.replicas = [secret.labels()];
  await sweep(HOUR);
  expect(currentValue()).not.toBe(firstValue);
  await sweep(3 * HOUR);
  expect(kinds()).toEqual(['rotation.started']);
  expect(await outcome(firstValue)).toBe('allowed');

  secret.replicate();
  await sweep(MINUTE);
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished']);
  await sweep(HOUR);
  expect(await outcome(firstValue)).toBe('allowed');
  await sweep(2 * MINUTE);
  expect(await outcome(firstValue)).toBe('unknown');
  expect(await outcome(currentValue())).toBe('allowed');
  expect(kinds()).toEqual(['rotation.started', 'rotation.finished', 'value.retired']);
});

it('rotates a due key once, and again an interval later', async () => {
  const { sweep, currentValue, state } = await managedStage();
  await sweep(HOUR);
  const second = currentValue();
  await sweep(MINUTE);
  expect(currentValue()).toBe(second);
  expect(await state()).toMatchObject({ rotation: null, rotateAtMs: expect.any(Number) });
  await sweep(90 * 24 * HOUR);
  expect(currentValue()).not.toBe(second);
});

it('rejects two rotations within ten minutes, the limit of Secrets Manager', async () => {
  const { deps, keyId, sweep, clock } = await managedStage();
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('done');
  await sweep(9 * MINUTE);
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('rotation-too-frequent');
  clock.nowMs += MINUTE;
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('done');
});

it('accepts the previous value of a rollback before it is current, even if it had ended', async () => {
  const { deps, keyId, sweep, outcome, firstValue, currentValue, kinds } = await managedStage();
  await sweep(HOUR);
  await sweep(2 * HOUR);
  expect(await outcome(firstValue)).toBe('unknown');

  expect((await rollBackOnDemand(deps, keyId)).outcome).toBe('done');
  expect(currentValue()).toBe(firstValue);
  expect(await outcome(firstValue)).toBe('allowed');
  await sweep(MINUTE);
  expect(kinds()).toContain('rotation.rolled-back');
});

it('denies a leaked value immediately after the write, and consumers read the new value', async () => {
  const { deps, keyId, outcome, firstValue, currentValue } = await managedStage();
  expect((await replaceOnDemand(deps, keyId)).outcome).toBe('done');
  expect(await outcome(firstValue)).toBe('unknown');
  expect(await outcome(currentValue())).toBe('allowed');
});

it('denies a leaked value while Secrets Manager is down, and replaces it after the recovery', async () => {
  const { deps, keyId, breakWrites, outcome, firstValue, currentValue, sweep, kinds } = await managedStage();
  breakWrites('secrets-manager-unavailable');
  expect((await replaceOnDemand(deps, keyId)).outcome).toBe('secrets-manager-unavailable');
  expect(await outcome(firstValue)).toBe('unknown');

  breakWrites(undefined);
  await sweep(MINUTE);
  expect(await outcome(currentValue())).toBe('allowed');
  expect(kinds()).toContain('value.replaced');
});
