import { expect, it } from 'vitest';
import { rotateNow } from '../../../lib/core/rotation/engine.ts';
import { replaceAtOnce } from '../../../lib/core/rotation/replace-at-once.ts';
import { rollBack } from '../../../lib/core/rotation/rollback.ts';
import { managedStage } from './stage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('old and new are accepted through the overlap, which begins when the new one is current everywhere', async () => {
  const { sweep, secret, outcome, firstValue, currentValue, kinds } = await managedStage();
  secret.replicas = [secret.labels()];
  await sweep(HOUR);
  expect(currentValue()).not.toBe(firstValue);
  await sweep(3 * HOUR);
  expect(kinds()).toEqual(['started']);
  expect(await outcome(firstValue)).toBe('allowed');

  secret.replicate();
  await sweep(MINUTE);
  expect(kinds()).toEqual(['started', 'finished']);
  await sweep(HOUR);
  expect(await outcome(firstValue)).toBe('allowed');
  await sweep(2 * MINUTE);
  expect(await outcome(firstValue)).toBe('unknown');
  expect(await outcome(currentValue())).toBe('allowed');
  expect(kinds()).toEqual(['started', 'finished', 'retired']);
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
  const { deps, keyId, secretArn, sweep, clock } = await managedStage();
  expect(await rotateNow(deps, keyId, secretArn)).toBe('done');
  await sweep(9 * MINUTE);
  expect(await rotateNow(deps, keyId, secretArn)).toBe('too-soon');
  clock.nowMs += MINUTE;
  expect(await rotateNow(deps, keyId, secretArn)).toBe('done');
});

it('a rollback has the previous value accepted before it is current, even if it had ended', async () => {
  const { deps, keyId, secretArn, sweep, outcome, firstValue, currentValue, kinds } = await managedStage();
  await sweep(HOUR);
  await sweep(2 * HOUR);
  expect(await outcome(firstValue)).toBe('unknown');

  expect(await rollBack(deps, keyId, secretArn)).toBe('done');
  expect(currentValue()).toBe(firstValue);
  expect(await outcome(firstValue)).toBe('allowed');
  await sweep(MINUTE);
  expect(kinds()).toContain('rolled-back');
});

it('a leaked value is refused from the write on, and consumers find the new one', async () => {
  const { deps, keyId, outcome, firstValue, currentValue } = await managedStage();
  expect(await replaceAtOnce(deps, keyId)).toBe('done');
  expect(await outcome(firstValue)).toBe('unknown');
  expect(await outcome(currentValue())).toBe('allowed');
});

it('a leaked value is refused also while Secrets Manager is down, and replaced when it is back', async () => {
  const { deps, keyId, breakWrites, outcome, firstValue, currentValue, sweep, kinds } = await managedStage();
  breakWrites('unreachable');
  expect(await replaceAtOnce(deps, keyId)).toBe('unreachable');
  expect(await outcome(firstValue)).toBe('unknown');

  breakWrites(undefined);
  await sweep(MINUTE);
  expect(await outcome(currentValue())).toBe('allowed');
  expect(kinds()).toContain('replaced-at-once');
});
