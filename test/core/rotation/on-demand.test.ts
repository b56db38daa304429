import { expect, it } from 'vitest';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { pauseRotation, resumeRotation } from '../../../lib/core/rotation/pause.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-stage.ts';

it('rotating says when all consumers have the new value, and not again within 10 minutes of the last time', async () => {
  const { deps, clock, valueIn, outcome } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps, { consumerCacheMs: 2 * HOUR }));
  const first = valueIn(keyId);
  expect(await rotateOnDemand(deps, keyId)).toMatchObject({
    outcome: 'done',
    consumersHaveItAtMs: clock.nowMs + 2 * HOUR + MINUTE,
  });
  expect(valueIn(keyId)).not.toBe(first);
  expect([await outcome(first), await outcome(valueIn(keyId))]).toEqual(['allowed', 'allowed']);

  const allowedAtMs = clock.nowMs + 10 * MINUTE;
  clock.nowMs = allowedAtMs - 1;
  expect(await rotateOnDemand(deps, keyId)).toEqual({ outcome: 'too-soon', allowedAtMs });
  clock.nowMs = allowedAtMs;
  expect(await rotateOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
});

it('a value is replaced at once as often as a day may have, and again when the first of them is a day old', async () => {
  const { deps, clock, valueIn, outcome } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  const beganMs = clock.nowMs;
  for (let time = 1; time <= 4; time += 1) {
    const leaked = valueIn(keyId);
    expect(await replaceOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
    expect([await outcome(leaked), await outcome(valueIn(keyId))]).toEqual(['unknown', 'allowed']);
    clock.nowMs += MINUTE;
  }
  const refused = { outcome: 'too-many-replacements', allowedAtMs: beganMs + DAY };
  expect(await replaceOnDemand(deps, keyId)).toEqual(refused);
  clock.nowMs = beganMs + DAY;
  expect(await replaceOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
});

it('rolling back makes the previous value current again', async () => {
  const { deps, valueIn, outcome, sweep } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  const first = valueIn(keyId);
  await rotateOnDemand(deps, keyId);
  await sweep(keyId, MINUTE);
  expect(await rollBackOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
  expect([valueIn(keyId), await outcome(first)]).toEqual([first, 'allowed']);
});

it('nothing begins while it is paused, and what became due begins once it is resumed', async () => {
  const { deps, valueIn, sweep } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps, { rotateEveryMs: 30 * DAY }));
  const first = valueIn(keyId);
  for (const _ of [1, 2]) await pauseRotation(deps, { keyId });
  await sweep(keyId, 31 * DAY);
  expect([valueIn(keyId), (await rotateOnDemand(deps, keyId)).outcome]).toEqual([first, 'paused']);
  await resumeRotation(deps, { keyId });
  await sweep(keyId, MINUTE);
  expect(valueIn(keyId)).not.toBe(first);
});

it('a key that is not managed is none of this', async () => {
  const { deps } = await manageStage();
  for (const ask of [rotateOnDemand, replaceOnDemand, rollBackOnDemand])
    expect(await ask(deps, 'a1b2c3')).toEqual({ outcome: 'not-managed' });
});
