import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recover } from '../../../lib/core/restore/restore.ts';
import { Trail } from '../../../lib/core/restore/trail.ts';
import { replaceOnDemand, rollBackOnDemand, rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import { reconcile } from '../../../lib/core/rotation/reconcile.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { managedStage } from '../rotation/fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Stage = Awaited<ReturnType<typeof managedStage>>;

const COMMANDS: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  rotate: ({ deps, keyId }) => rotateOnDemand(deps, keyId),
  replace: ({ deps, keyId }) => replaceOnDemand(deps, keyId),
  'roll back': ({ deps, keyId }) => rollBackOnDemand(deps, keyId),
  'wait 3 minutes': ({ sweep }) => sweep(3 * MINUTE),
  'wait 3 hours': ({ sweep }) => sweep(3 * HOUR),
};
const aHistory = fc.array(fc.constantFrom(...Object.keys(COMMANDS)), { maxLength: 12 });

async function run(stage: Stage, history: readonly string[]): Promise<void> {
  for (const command of history) await COMMANDS[command]?.(stage);
}

/** The state of the key and of what its decision depends on. */
async function stateOf({ store, keyId }: Stage): Promise<MemoryState> {
  const [record, owner, tenant] = await Promise.all([
    store.readManagedRecord(keyId),
    store.readOwner('acme', 'app'),
    store.readTenant('acme'),
  ]);
  if (!record || !owner || !tenant) throw new Error('expected a managed key');
  const state = new MemoryState();
  state.keys.set(keyId, record.key);
  state.managedKeys.set(keyId, record.managed);
  state.owners.set('acme#app', owner);
  state.tenants.set('acme', tenant);
  return state;
}

/** Loses the key table after the second history, and restores it from a copy of the time before. */
async function restored(stage: Stage, before: readonly string[], since: readonly string[]) {
  await run(stage, before);
  const copy = await stateOf(stage);
  const seen = stage.store.events.length;
  await run(stage, since);
  const trail = new Trail();
  for (const event of stage.store.events.slice(seen)) trail.add(event);
  const live = createMemoryStore();
  const { clock, random, backoff } = stage.deps;
  const deps = {
    ...{ live, copy: createMemoryStore({}, { state: copy }), trail, clock, random, backoff },
    ...{ caller: ADA, isDryRun: false, describeSecret: async () => stage.secret.description() },
  };
  await recover(deps, { kind: 'tenant', tenant: 'acme', id: 'acme' });
  await recover(deps, { kind: 'owner', tenant: 'acme', id: 'app' });
  const result = await recover(deps, { kind: 'key', ...stage.keyName });
  return { result, live };
}

function valuesIn({ secret }: Stage): readonly string[] {
  return [...secret.versions.values()].flatMap(({ text = '{}' }) => {
    const { value } = JSON.parse(text);
    return typeof value === 'string' ? [value] : [];
  });
}

it('accepts no value that has ended, and then the current value of the secret, in 150 random histories', async () => {
  let replaced = 0;
  const property = fc.asyncProperty(aHistory, aHistory, async (before, since) => {
    const stage = await managedStage();
    const { result, live } = await restored(stage, before, since);
    expect(result).toEqual({ outcome: 'recreated' });
    const old = valuesIn(stage);
    const denied: string[] = [];
    for (const value of old) if ((await outcomeOf(stage.deps, value)) !== 'allowed') denied.push(value);
    const liveDeps = { ...stage.deps, store: live };
    for (const ms of [0, 3 * MINUTE, 3 * MINUTE, 3 * HOUR, 3 * HOUR]) {
      stage.clock.nowMs += ms;
      await reconcile(liveDeps, stage.keyId);
      expect(await outcomeOf(liveDeps, stage.currentValue())).toBe('allowed');
      for (const value of denied) expect(await outcomeOf(liveDeps, value)).not.toBe('allowed');
    }
    if (!old.includes(stage.currentValue())) replaced += 1;
    expect((await live.readManagedKey(stage.keyId))?.blocked).toBeNull();
  });
  await fc.assert(property, { numRuns: 150, seed: 20_270_131 });
  expect(replaced).toBeGreaterThan(20);
});

it('keeps the current value if the key was not rotated since', async () => {
  const stage = await managedStage();
  const { live } = await restored(stage, [], ['wait 3 minutes']);
  expect(await outcomeOf({ ...stage.deps, store: live }, stage.firstValue)).toBe('allowed');
  expect((await live.readManagedKey(stage.keyId))?.rotation).toBeNull();
});
