import { describe, expect, it } from 'vitest';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { EXISTING_VALUE_GRACE_MS } from '../../../lib/core/rotation/setting-bounds.ts';
import { defaultSettings } from '../../../lib/core/rotation/settings.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { forgedText } from './fixture.ts';
import {
  adopt,
  DAY,
  type Fault,
  HOUR,
  interrupted,
  MINUTE,
  managedIn,
  manageNew,
  manageStage,
  TOKEN,
} from './manage-fixture.ts';

const FAULTS: readonly Fault[] = ['fails-before', 'answer-lost'];
const READER = 'arn:aws:iam::210987654321:role/payments';

describe('a new managed key', () => {
  it('stores its value only in its secret, for the named readers', async () => {
    const { deps, store, secretOf, valueIn, outcome, state } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps, { readers: [READER] }));

    expect(await outcome(valueIn(keyId))).toBe('allowed');
    expect(store.dump()).not.toContain(valueIn(keyId));
    expect(secretOf(keyId).readers).toEqual([READER]);
    expect([secretOf(keyId).stateTag, (await state(keyId)).stateTag]).toEqual(['managed', 'managed']);
    expect(store.events.map(({ action }) => action)).toContain('key.issued');
  });

  it.each(FAULTS)(
    'is created once although any call %s, and its consumers always have an accepted value',
    async (fault) => {
      for (let at = 1, isOver = false; !isOver; at += 1) {
        const { deps, store, secrets, valueIn, outcome, sweep } = await manageStage();
        const { broken, calls } = interrupted(deps, at, fault);
        await manageNew(broken).catch(() => undefined);
        isOver = calls() < at;
        const { keyId } = managedIn(await manageNew(deps));
        expect(await outcome(valueIn(keyId)), `call ${at}`).toBe('allowed');
        await sweep(keyId, 5 * MINUTE);
        expect(await outcome(valueIn(keyId)), `call ${at}`).toBe('allowed');
        const page = await store.listKeys('acme', { cursor: undefined, limit: 10 });
        expect(page !== 'invalid-cursor' && page.items.map(({ id }) => id)).toEqual([keyId]);
        expect(secrets.secrets.size, `call ${at}`).toBe(1);
      }
    },
  );

  it('is created once by concurrent requests with the same token', async () => {
    const { deps, secrets, valueIn, outcome } = await manageStage();
    const results = await Promise.all(Array.from({ length: 5 }, () => manageNew(deps)));
    const [keyId = '', ...others] = new Set(results.map((each) => managedIn(each).keyId));
    expect(others).toEqual([]);
    expect(secrets.secrets.size).toBe(1);
    expect(await outcome(valueIn(keyId))).toBe('allowed');
  });

  it('leaves a secret tagged as creating if its creation fails, and its value is not accepted', async () => {
    const { deps, secrets, store, valueIn, outcome } = await manageStage();
    const failing = { ...deps, store: { ...store, commit: () => Promise.reject(new Error('killed')) } };
    await expect(manageNew(failing, {}, undefined)).rejects.toThrow('killed');

    const [[arn, secret] = ['', undefined]] = secrets.secrets;
    const keyId = /postern\/test\/(\w+)-/.exec(arn)?.[1] ?? '';
    expect(secret?.stateTag).toBe('creating');
    expect(await outcome(valueIn(keyId))).toBe('unknown');
  });

  it('is rejected before a secret is created if its owner is deactivated', async () => {
    const { deps, secrets } = await manageStage();
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
    expect(await manageNew(deps)).toEqual({ outcome: 'owner-deactivated' });
    expect(secrets.secrets.size).toBe(0);
  });

  it('rotates at the interval of its profile: every 90 days with mindhunters (MH-18)', () => {
    expect(defaultSettings(mindhunters).rotateEveryMs).toBe(90 * DAY);
  });
});

describe('an adopted key', () => {
  it('accepts the existing value until its documented end, and the managed value immediately', async () => {
    const { deps, clock, valueIn, outcome, store } = await manageStage();
    const { key, value } = await issue(deps);
    managedIn(await adopt(deps, key.id));

    expect(valueIn(key.id)).not.toBe(value);
    expect(await outcome(valueIn(key.id))).toBe('allowed');
    clock.nowMs += EXISTING_VALUE_GRACE_MS - 1;
    expect(await outcome(value)).toBe('allowed');
    clock.nowMs += 1;
    expect(await outcome(value)).not.toBe('allowed');
    expect(await outcome(valueIn(key.id))).toBe('allowed');
    expect(store.events.at(-1)?.action).toBeDefined();
  });

  it.each(FAULTS)(
    'stays accepted although any call %s, and a retry completes the adoption',
    async (fault) => {
      for (let at = 1, isOver = false; !isOver; at += 1) {
        const { deps, secrets, valueIn, outcome, sweep, state } = await manageStage();
        const { key, value } = await issue(deps);
        const { broken, calls } = interrupted(deps, at, fault);
        await adopt(broken, key.id).catch(() => undefined);
        isOver = calls() < at;
        expect(await outcome(value), `call ${at}`).toBe('allowed');
        managedIn(await adopt(deps, key.id));
        await sweep(key.id, 5 * MINUTE);
        expect(await outcome(valueIn(key.id)), `call ${at}`).toBe('allowed');
        expect(await outcome(value), `call ${at}`).toBe('allowed');
        expect((await state(key.id)).rotation).toBeNull();
        expect(secrets.secrets.size).toBe(1);
      }
    },
  );

  it('has an accepted current value after concurrent adoptions', async () => {
    const { deps, valueIn, outcome, sweep } = await manageStage();
    const { key } = await issue(deps);
    await Promise.all(Array.from({ length: 5 }, () => adopt(deps, key.id)));
    for (const afterMs of [MINUTE, 5 * MINUTE]) await sweep(key.id, afterMs);
    expect(await outcome(valueIn(key.id))).toBe('allowed');
  });

  it('never accepts a value that was put in its secret before the adoption', async () => {
    const { deps, secretOf, valueIn, outcome, sweep } = await manageStage();
    const { key } = await issue(deps);
    const text = forgedText(key.id);
    await deps.provisioner.create({
      ...{ name: `postern/test/${key.id}`, versionId: 'f'.repeat(32), text, keyId: key.id, tenant: 'acme' },
    });
    const forged = valueIn(key.id);
    managedIn(await adopt(deps, key.id));
    for (const afterMs of [MINUTE, 5 * MINUTE]) await sweep(key.id, afterMs);
    expect(await outcome(forged)).not.toBe('allowed');
    expect(valueIn(key.id)).not.toBe(forged);
    expect(await outcome(valueIn(key.id))).toBe('allowed');
    expect(secretOf(key.id).versions.size).toBe(2);
  });

  it('can be updated only by its manager, and is not adopted again', async () => {
    const { deps, valueIn, state } = await manageStage();
    const { key } = await issue(deps);
    managedIn(await adopt(deps, key.id, { stack: 'stack/one' }));
    const value = valueIn(key.id);
    managedIn(await adopt(deps, key.id, { stack: 'stack/one', settings: { readers: [READER] } }));
    expect([valueIn(key.id), (await state(key.id)).readers]).toEqual([value, [READER]]);
    for (const stack of ['stack/two', null])
      expect(await adopt(deps, key.id, { stack })).toEqual({ outcome: 'manager-conflict' });
  });
});

describe('settings', () => {
  it.each([
    ['an overlap shorter than the caches', { overlapMs: HOUR }, 'overlap-too-short'],
    ['a rotation within the overlap', { rotateEveryMs: HOUR }, 'invalid-settings'],
    ['a deadline within the overlap', { retireDeadlineMs: HOUR }, 'invalid-settings'],
    [
      'a window that passes midnight',
      { windows: [{ days: ['mon' as const], fromMinute: 1380, toMinute: 60 }] },
      'invalid-settings',
    ],
    [
      'a schedule of Secrets Manager of half a day',
      { schedule: 'secrets-manager' as const, rotateEveryMs: 1.5 * DAY },
      'invalid-settings',
    ],
  ])('are rejected with the allowed values: %s', async (_, settings, outcome) => {
    const { deps, secrets } = await manageStage();
    expect(await manageNew(deps, settings)).toMatchObject({
      outcome,
      message: expect.stringMatching(/\d|must/),
    });
    expect(secrets.secrets.size).toBe(0);
  });

  it('are rejected if Secrets Manager does not support schedules', async () => {
    const { deps } = await manageStage();
    const local = { ...deps, schedules: ['postern' as const] };
    expect(await manageNew(local, { schedule: 'secrets-manager', rotateEveryMs: 90 * DAY })).toEqual({
      outcome: 'schedule-not-supported',
    });
  });

  it('enable and cancel the schedule of Secrets Manager', async () => {
    const { deps, secretOf, state } = await manageStage();
    const settings = { schedule: 'secrets-manager', rotateEveryMs: 30 * DAY } as const;
    const { keyId } = managedIn(await manageNew(deps, settings));
    expect(secretOf(keyId).rotatedEveryDays).toBe(30);
    expect(await state(keyId)).toMatchObject({ schedule: 'secrets-manager', rotateAtMs: null });
    await updateManagedKey(deps, { tenant: 'acme', keyId, stack: null }, { schedule: 'postern' });
    expect(secretOf(keyId).rotatedEveryDays).toBeUndefined();
    expect((await state(keyId)).rotateAtMs).not.toBeNull();
  });

  it('start an overdue rotation after the interval is shortened, and keep the value', async () => {
    const { deps, clock, valueIn, state } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps, { rotateEveryMs: 90 * DAY }));
    const value = valueIn(keyId);
    clock.nowMs += 40 * DAY;
    await updateManagedKey(deps, { tenant: 'acme', keyId, stack: null }, { rotateEveryMs: 30 * DAY });
    expect([(await state(keyId)).rotateAtMs, valueIn(keyId)]).toEqual([clock.nowMs, value]);
  });
});

describe('an unmanaged key', () => {
  const NAME = { tenant: 'acme', stack: null };

  it('keeps its tagged secret with an accepted value, and ends old values', async () => {
    const { deps, store, secretOf, valueIn, outcome, sweep, published, clock } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps));
    const first = valueIn(keyId);
    await rotateOnDemand(deps, keyId);
    await sweep(keyId, MINUTE);
    expect(await unmanageKey(deps, { ...NAME, keyId }, { revoke: false })).toMatchObject({ outcome: 'done' });

    expect(await store.readManagedKey(keyId)).toBeUndefined();
    expect([secretOf(keyId).stateTag, published.at(-1)?.kind]).toEqual(['unmanaged', 'key.unmanaged']);
    expect(await outcome(first)).toBe('allowed');
    clock.nowMs += 2 * DAY;
    expect(await outcome(first)).not.toBe('allowed');
    expect(await outcome(valueIn(keyId))).toBe('allowed');

    const value = valueIn(keyId);
    managedIn(await adopt(deps, keyId));
    expect([valueIn(keyId), secretOf(keyId).stateTag]).toEqual([value, 'managed']);
  });

  it.each(FAULTS)('is unmanaged after a retry although any call %s', async (fault) => {
    for (let at = 1, isOver = false; !isOver; at += 1) {
      const { deps, store, secretOf, valueIn, outcome, published } = await manageStage();
      const { keyId } = managedIn(await manageNew(deps));
      const { broken, calls } = interrupted(deps, at, fault);
      await unmanageKey(broken, { ...NAME, keyId }, { revoke: false }).catch(() => undefined);
      isOver = calls() < at;
      await unmanageKey(deps, { ...NAME, keyId }, { revoke: false });
      expect(await store.readManagedKey(keyId)).toBeUndefined();
      expect(secretOf(keyId).stateTag).toBe('unmanaged');
      expect(await outcome(valueIn(keyId))).toBe('allowed');
      const ids = published.filter(({ kind }) => kind === 'key.unmanaged').map(({ id }) => id);
      expect(new Set(ids).size).toBe(1);
    }
  });

  it('is revoked on request', async () => {
    const { deps, secretOf, valueIn, outcome } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps));
    await unmanageKey(deps, { ...NAME, keyId }, { revoke: true });
    expect([await outcome(valueIn(keyId)), secretOf(keyId).stateTag]).toEqual(['revoked', 'key-revoked']);
  });

  it('is rejected during a rotation, during label drift, and for another stack', async () => {
    const { deps, secretOf, secrets, valueIn } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps));
    const unmanage = (stack: string | null) =>
      unmanageKey(deps, { tenant: 'acme', keyId, stack }, { revoke: false });
    expect(await unmanage('stack/other')).toEqual({ outcome: 'manager-conflict' });
    const { putVersion } = secrets;
    secrets.putVersion = () => Promise.reject(new Error('killed'));
    await rotateOnDemand(deps, keyId).catch(() => undefined);
    expect(await unmanage(null)).toEqual({ outcome: 'rotation-in-progress' });

    secrets.putVersion = putVersion;
    const stage = await manageStage();
    const other = managedIn(await manageNew(stage.deps));
    stage.secretOf(other.keyId).put('2'.repeat(32), 'junk', 'AWSCURRENT');
    expect(await unmanageKey(stage.deps, { ...NAME, keyId: other.keyId }, { revoke: false })).toEqual({
      outcome: 'label-drift',
    });
    expect(valueIn(keyId)).not.toBe('');
    expect(secretOf(keyId).stateTag).toBe('managed');
  });
});

it('rejects a token that was used with another body', async () => {
  const { deps } = await manageStage();
  await manageNew(deps);
  expect(await manageNew(deps, {}, { ...TOKEN, bodyDigest: 'c' })).toEqual({
    outcome: 'idempotency-key-reused',
  });
});
