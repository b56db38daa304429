import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { EXISTING_VALUE_GRACE_MS } from '../../../lib/core/rotation/setting-bounds.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { issue } from '../../support/sample-tenant.ts';
import { adopt, DAY, HOUR, MINUTE, managedIn, manageStage } from './manage-fixture.ts';

const READER = 'arn:aws:iam::210987654321:role/payments';
const OTHER_READER = 'arn:aws:iam::210987654321:role/reporting';

async function adoptedStage() {
  const stage = await manageStage();
  const { key, value } = await issue(stage.deps);
  const name = { tenant: 'acme', keyId: key.id, stack: null };
  return {
    ...{ ...stage, keyId: key.id, existingValue: value },
    unmanage: () => unmanageKey(stage.deps, name, { revoke: false }),
  };
}

describe('unmanaging an adopted key', () => {
  it('removes the end of the existing value, and the value in the secret stays accepted as well', async () => {
    const { deps, clock, keyId, existingValue, unmanage, valueIn, outcome, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId));
    await sweep(keyId, 5 * MINUTE);
    clock.nowMs += EXISTING_VALUE_GRACE_MS - DAY;
    await unmanage();
    clock.nowMs += 400 * DAY;
    expect(await outcome(existingValue)).toBe('allowed');
    expect(await outcome(valueIn(keyId))).toBe('allowed');
  });

  it('removes the end after rotations too, and ends the replaced values of the secret', async () => {
    const { deps, clock, keyId, existingValue, unmanage, valueIn, outcome, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId));
    await sweep(keyId, 5 * MINUTE);
    const replaced = valueIn(keyId);
    await rotateOnDemand(deps, keyId);
    await sweep(keyId, 5 * MINUTE);
    await unmanage();
    clock.nowMs += 400 * DAY;
    expect(await outcome(existingValue)).toBe('allowed');
    expect(await outcome(valueIn(keyId))).toBe('allowed');
    expect(await outcome(replaced)).not.toBe('allowed');
  });

  it('does not reinstate a value that expired or was replaced', async () => {
    for (const isReplaced of [true, false]) {
      const { deps, clock, keyId, existingValue, unmanage, outcome, sweep } = await adoptedStage();
      managedIn(await adopt(deps, keyId));
      await sweep(keyId, 5 * MINUTE);
      if (isReplaced) await replaceOnDemand(deps, keyId);
      else clock.nowMs += EXISTING_VALUE_GRACE_MS;
      await sweep(keyId, 5 * MINUTE);
      await unmanage();
      expect(await outcome(existingValue)).not.toBe('allowed');
    }
  });

  it('never reinstates a value of the secret after repeated adoptions', async () => {
    const { deps, clock, keyId, existingValue, unmanage, valueIn, outcome, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId));
    await sweep(keyId, 5 * MINUTE);
    const replaced = valueIn(keyId);
    await rotateOnDemand(deps, keyId);
    await sweep(keyId, 5 * MINUTE);
    for (let times = 0; times < 2; times += 1) {
      await unmanage();
      managedIn(await adopt(deps, keyId));
      await sweep(keyId, 5 * MINUTE);
    }
    await unmanage();
    clock.nowMs += 400 * DAY;
    expect(await outcome(replaced)).not.toBe('allowed');
    expect(await outcome(existingValue)).toBe('allowed');
  });
});

describe('adopting a key again', () => {
  it('keeps the readers of its secret if the request names none', async () => {
    const { deps, keyId, unmanage, secretOf, state, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId, { settings: { readers: [READER] } }));
    await sweep(keyId, 5 * MINUTE);
    await unmanage();
    managedIn(await adopt(deps, keyId));
    expect([secretOf(keyId).readers, (await state(keyId)).readers]).toEqual([[READER], [READER]]);
    await unmanage();
    managedIn(await adopt(deps, keyId, { settings: { readers: [] } }));
    expect([secretOf(keyId).readers, (await state(keyId)).readers]).toEqual([[], []]);
  });

  it('keeps the readers if the secret contains a rejected value', async () => {
    const { deps, keyId, unmanage, secretOf, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId, { settings: { readers: [READER] } }));
    await sweep(keyId, 5 * MINUTE);
    await unmanage();
    secretOf(keyId).put('2'.repeat(32), 'junk', 'AWSCURRENT');
    managedIn(await adopt(deps, keyId));
    expect(secretOf(keyId).readers).toEqual([READER]);
  });

  it('is rejected if no readers are named and the policy of the secret has statements that are not allowed', async () => {
    const { deps, keyId, unmanage, secretOf, store, sweep } = await adoptedStage();
    managedIn(await adopt(deps, keyId));
    await sweep(keyId, 5 * MINUTE);
    await unmanage();
    secretOf(keyId).readers = ['*'];
    expect(await adopt(deps, keyId)).toMatchObject({ outcome: 'invalid-settings' });
    expect(await store.readManagedKey(keyId)).toBeUndefined();
  });

  it('by two concurrent requests keeps the readers of the successful request', async () => {
    const { deps, keyId, secretOf, state } = await adoptedStage();
    const results = await Promise.all([
      adopt(deps, keyId, { stack: 'stack/one', settings: { readers: [READER] } }),
      adopt(deps, keyId, { stack: 'stack/two', settings: { readers: [OTHER_READER] } }),
    ]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['done', 'manager-conflict']);
    expect(secretOf(keyId).readers).toEqual((await state(keyId)).readers);
  });

  it('never uses a generation number for two values', async () => {
    const steps = ['adopt', 'rotate', 'roll-back', 'replace', 'unmanage', 'wait', 'wait-long'] as const;
    const found = ['adopt', 'rotate', 'roll-back', 'unmanage', 'adopt', 'rotate'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 20 }), async (history) => {
        const { deps, clock, keyId, unmanage, store, sweep } = await adoptedStage();
        const digests = new Map<number, string>();
        for (const step of history) {
          if (step === 'adopt') await adopt(deps, keyId);
          if (step === 'rotate') await rotateOnDemand(deps, keyId);
          if (step === 'roll-back') await rollBackOnDemand(deps, keyId);
          if (step === 'replace') await replaceOnDemand(deps, keyId);
          if (step === 'unmanage') await unmanage();
          if (step === 'wait-long') clock.nowMs += 3 * DAY;
          for (const afterMs of [5 * MINUTE, 10 * MINUTE]) await sweep(keyId, afterMs);
          for (const { generation, digest } of (await store.readKey(keyId))?.credentials ?? []) {
            expect(digests.get(generation) ?? digest, `generation ${generation}`).toBe(digest);
            digests.set(generation, digest);
          }
        }
      }),
      { numRuns: 150, examples: [[[...found]]] },
    );
  }, 30_000);

  it('allows rotation, and ends a value that was rolled back', async () => {
    const { deps, clock, keyId, unmanage, valueIn, outcome, sweep, published } = await adoptedStage();
    const settle = async () => {
      for (const afterMs of [5 * MINUTE, 10 * MINUTE]) await sweep(keyId, afterMs);
    };
    managedIn(await adopt(deps, keyId));
    await settle();
    await rotateOnDemand(deps, keyId);
    await settle();
    const rolledBack = valueIn(keyId);
    await rollBackOnDemand(deps, keyId);
    await settle();
    await unmanage();
    managedIn(await adopt(deps, keyId));
    await settle();
    expect((await rotateOnDemand(deps, keyId)).outcome).toBe('done');
    for (let days = 0; days < 3; days += 1) await sweep(keyId, DAY + HOUR);
    expect(published.map(({ kind }) => kind)).not.toContain('secret.value-rejected');
    expect(await outcome(valueIn(keyId))).toBe('allowed');
    expect(await outcome(rolledBack)).not.toBe('allowed');
    expect(clock.nowMs).toBeGreaterThan(0);
  });
});
