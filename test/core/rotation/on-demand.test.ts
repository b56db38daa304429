import { describe, expect, it } from 'vitest';
import { effectiveSessionStatus } from '../../../lib/core/access/effective-status.ts';
import { resumeCascade } from '../../../lib/core/keys/cascade.ts';
import { derivedAtMs } from '../../../lib/core/keys/derived-at.ts';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { pauseRotation, resumeRotation } from '../../../lib/core/rotation/pause.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { eventOf } from '../../support/entities.ts';
import { ADA, createChild, issueChild, storeSession } from '../../support/sample-tenant.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

it('returns when all consumers have the new value, and rejects another rotation within 10 minutes', async () => {
  const { deps, clock, valueIn, outcome } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps, { consumerCacheMs: 2 * HOUR }));
  const first = valueIn(keyId);
  expect(await rotateOnDemand(deps, keyId)).toMatchObject({
    outcome: 'done',
    propagatedByMs: clock.nowMs + 2 * HOUR + MINUTE,
  });
  expect(valueIn(keyId)).not.toBe(first);
  expect([await outcome(first), await outcome(valueIn(keyId))]).toEqual(['allowed', 'allowed']);

  const allowedAtMs = clock.nowMs + 10 * MINUTE;
  clock.nowMs = allowedAtMs - 1;
  expect(await rotateOnDemand(deps, keyId)).toEqual({ outcome: 'rotation-too-frequent', allowedAtMs });
  clock.nowMs = allowedAtMs;
  expect(await rotateOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
});

it('allows a limited number of immediate replacements a day, and another one when the first is a day old', async () => {
  const { deps, clock, valueIn, outcome } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  const beganMs = clock.nowMs;
  for (let time = 1; time <= 4; time += 1) {
    const leaked = valueIn(keyId);
    expect(await replaceOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
    expect([await outcome(leaked), await outcome(valueIn(keyId))]).toEqual(['unknown', 'allowed']);
    clock.nowMs += MINUTE;
  }
  const rejected = { outcome: 'replacement-limit-exceeded', allowedAtMs: beganMs + DAY };
  expect(await replaceOnDemand(deps, keyId)).toEqual(rejected);
  clock.nowMs = beganMs + DAY;
  expect(await replaceOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
});

it('makes the previous value current again with a rollback', async () => {
  const { deps, valueIn, outcome, sweep } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  const first = valueIn(keyId);
  await rotateOnDemand(deps, keyId);
  await sweep(keyId, MINUTE);
  expect(await rollBackOnDemand(deps, keyId)).toMatchObject({ outcome: 'done' });
  expect([valueIn(keyId), await outcome(first)]).toEqual([first, 'allowed']);
});

it('starts no rotation of a paused key, and starts a due rotation after it is resumed', async () => {
  const { deps, valueIn, sweep } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps, { rotateEveryMs: 30 * DAY }));
  const first = valueIn(keyId);
  for (const _ of [1, 2]) await pauseRotation(deps, { keyId });
  await sweep(keyId, 31 * DAY);
  expect([valueIn(keyId), (await rotateOnDemand(deps, keyId)).outcome]).toEqual([first, 'rotation-paused']);
  await resumeRotation(deps, { keyId });
  await sweep(keyId, MINUTE);
  expect(valueIn(keyId)).not.toBe(first);
});

it('rejects every command for a key that is not managed', async () => {
  const { deps } = await manageStage();
  for (const ask of [rotateOnDemand, replaceOnDemand, rollBackOnDemand])
    expect(await ask(deps, 'a1b2c3')).toEqual({ outcome: 'not-managed' });
});

describe('replacing a leaked value', () => {
  /** A managed key with a child, a grandchild and a session that were created with its value. */
  async function leaked() {
    const stage = await manageStage();
    const { deps, store, clock } = stage;
    const { keyId } = managedIn(await manageNew(deps));
    const storedKey = async () => {
      const key = await store.readKey(keyId);
      if (!key) throw new Error('expected a key');
      return key;
    };
    const key = await storedKey();
    const child = await issueChild(deps, key);
    const grandchild = await issueChild(deps, child.key);
    const session = await storeSession(deps, key, {
      createdAtMs: clock.nowMs,
      expiresAtMs: clock.nowMs + DAY,
    });
    const sessionStatus = async (given = session) =>
      effectiveSessionStatus(
        given,
        await storedKey(),
        { owner: await store.readOwner('acme', key.owner), isSuspended: false },
        clock.nowMs,
      );
    return { ...stage, keyId, storedKey, child, grandchild, session, sessionStatus };
  }

  it('ends all sessions and keys that were created with it', async () => {
    const { deps, keyId, child, grandchild, outcome, sessionStatus } = await leaked();
    expect([await outcome(child.value), await outcome(grandchild.value), await sessionStatus()]).toEqual([
      'allowed',
      'allowed',
      'active',
    ]);
    expect(await replaceOnDemand(deps, keyId)).toMatchObject({ outcome: 'done', cascade: 'complete' });
    expect([await outcome(child.value), await outcome(grandchild.value), await sessionStatus()]).toEqual([
      'revoked',
      'revoked',
      'ended',
    ]);
  });

  it('keeps credentials that are created with the new value despite clock skew', async () => {
    const { deps, keyId, clock, storedKey, outcome, sessionStatus } = await leaked();
    await replaceOnDemand(deps, keyId);
    const key = await storedKey();
    expect(await createChild(deps, key)).toEqual({ outcome: 'key-not-active' });
    const child = await issueChild(deps, { ...key, generation: key.credentials[0]?.generation });
    const createdAtMs = derivedAtMs(key, clock.nowMs);
    const session = await storeSession(deps, key, { createdAtMs, expiresAtMs: clock.nowMs + DAY });
    await resumeCascade(deps, ADA, keyId);
    expect([await outcome(child.value), await sessionStatus(session)]).toEqual(['allowed', 'active']);

    await replaceOnDemand(deps, keyId);
    expect([await outcome(child.value), await sessionStatus(session)]).toEqual(['revoked', 'ended']);
  });

  it('ends credentials that another function created within the clock skew', async () => {
    const { deps, keyId, clock, storedKey, outcome, sessionStatus } = await leaked();
    const ahead = { ...deps, clock: () => clock.nowMs + MINUTE };
    const key = await storedKey();
    const child = await issueChild(ahead, key);
    const session = await storeSession(deps, key, {
      createdAtMs: clock.nowMs + MINUTE,
      expiresAtMs: clock.nowMs + DAY,
    });
    await replaceOnDemand(deps, keyId);
    expect([await outcome(child.value), await sessionStatus(session)]).toEqual(['revoked', 'ended']);
  });

  it('stays pending after a failed cascade until the sweep completes it', async () => {
    const { deps, keyId, store, clock, child, outcome } = await leaked();
    const broken = {
      ...deps,
      store: {
        ...store,
        readDescendants: async () => {
          throw new UnavailableError('no answer');
        },
      },
    };
    expect(await replaceOnDemand(broken, keyId)).toMatchObject({ outcome: 'done', cascade: 'pending' });
    expect(await outcome(child.value)).toBe('allowed');
    expect(await store.listPending(clock.nowMs + 1, 10)).toEqual([{ keyId, sinceMs: clock.nowMs }]);

    await resumeCascade(deps, ADA, keyId);
    expect(await outcome(child.value)).toBe('revoked');
    expect(await store.listPending(clock.nowMs + 1, 10)).toEqual([]);
  });

  it('ends derived credentials also if Secrets Manager rejects the new value', async () => {
    const { deps, keyId, store, clock, child, outcome, sessionStatus } = await leaked();
    const unreachable = {
      ...deps,
      secrets: {
        ...deps.secrets,
        putVersion: async () => {
          throw new SecretStoreError('secrets-manager-unavailable');
        },
      },
    };
    expect(await replaceOnDemand(unreachable, keyId)).toEqual({ outcome: 'secrets-manager-unavailable' });
    expect(await sessionStatus()).toBe('ended');
    expect(await store.listPending(clock.nowMs + 1, 10)).toHaveLength(1);
    await resumeCascade(deps, ADA, keyId);
    expect(await outcome(child.value)).toBe('revoked');
  });

  it('keeps derived credentials in a standard rotation', async () => {
    const { deps, keyId, child, outcome, sessionStatus } = await leaked();
    await rotateOnDemand(deps, keyId);
    await resumeCascade(deps, ADA, keyId);
    expect([await outcome(child.value), await sessionStatus()]).toEqual(['allowed', 'active']);
  });

  it('completes only its own cascade, not one of a later replacement', async () => {
    const { deps, keyId, store, clock } = await leaked();
    const crossing = {
      ...deps,
      store: {
        ...store,
        finishCascade: async (id: string, version: number) => {
          const key = await store.readKey(id);
          if (!key) throw new Error('expected a key');
          const change = { kind: 'update-key', key: { ...key, version: key.version + 1 } } as const;
          await store.commit({ ...change, cascade: 'pending' }, eventOf('acme', { atMs: clock.nowMs }));
          return store.finishCascade(id, version);
        },
      },
    };
    expect(await replaceOnDemand(crossing, keyId)).toMatchObject({ outcome: 'done', cascade: 'pending' });
    expect(await store.listPending(clock.nowMs + 1, 10)).toHaveLength(1);
  });
});
