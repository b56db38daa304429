import { expect, it } from 'vitest';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { managedStage } from './fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('old and new are accepted through the overlap, which begins when the new one is current everywhere', async () => {
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

it('what is due is rotated once, and again a period later', async () => {
  const { sweep, currentValue, state } = await managedStage();
  await sweep(HOUR);
  const second = currentValue();
  await sweep(MINUTE);
  expect(currentValue()).toBe(second);
  expect(await state()).toMatchObject({ rotation: null, rotateAtMs: expect.any(Number) });
  await sweep(90 * 24 * HOUR);
  expect(currentValue()).not.toBe(second);
});

it('two values within ten minutes are refused: Secrets Manager wants no more', async () => {
  const { deps, keyId, sweep, clock } = await managedStage();
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('done');
  await sweep(9 * MINUTE);
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('rotation-too-frequent');
  clock.nowMs += MINUTE;
  expect((await rotateOnDemand(deps, keyId)).outcome).toBe('done');
});

it('a rollback has the previous value accepted before it is current, even if it had ended', async () => {
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

it('a leaked value is refused from the write on, and consumers find the new one', async () => {
  const { deps, keyId, outcome, firstValue, currentValue } = await managedStage();
  expect((await replaceOnDemand(deps, keyId)).outcome).toBe('done');
  expect(await outcome(firstValue)).toBe('unknown');
  expect(await outcome(currentValue())).toBe('allowed');
});

it('a leaked value is refused also while Secrets Manager is down, and replaced when it is back', async () => {
  const { deps, keyId, breakWrites, outcome, firstValue, currentValue, sweep, kinds } = await managedStage();
  breakWrites('secrets-manager-unavailable');
  expect((await replaceOnDemand(deps, keyId)).outcome).toBe('secrets-manager-unavailable');
  expect(await outcome(firstValue)).toBe('unknown');

  breakWrites(undefined);
  await sweep(MINUTE);
  expect(await outcome(currentValue())).toBe('allowed');
  expect(kinds()).toContain('value.replaced');
});
