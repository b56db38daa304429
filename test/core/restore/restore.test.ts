import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import type { Recovered, Resource, RestoreDeps } from '../../../lib/core/restore/recovery.ts';
import { recover } from '../../../lib/core/restore/restore.ts';
import { Trail } from '../../../lib/core/restore/trail.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { PERMISSIONS, plan } from '../keys/model/plan.ts';
import { World } from '../keys/model/world.ts';

/** What is left of the key table: nothing, some items, or all of them as they were at an earlier time. */
const DAMAGES = ['lost', 'holes', 'reverted'] as const;

function copyOf(state: MemoryState): MemoryState {
  const copy = new MemoryState();
  const { tenants, owners, keys, managedKeys, countedKeys, sessions, events } = structuredClone(state);
  Object.assign(copy, { tenants, owners, keys, managedKeys, countedKeys, sessions, events });
  return copy;
}

function without(state: MemoryState, holes: readonly number[]): MemoryState {
  const left = copyOf(state);
  let at = 0;
  for (const map of [left.tenants, left.owners, left.keys, left.sessions]) {
    for (const name of [...map.keys()]) {
      at += 1;
      if (holes.includes(at % 16)) map.delete(name);
    }
  }
  return left;
}

function resourcesOf({ tenants, owners, keys, sessions }: MemoryState): readonly Resource[] {
  return [
    ...[...tenants.values()].map(({ id }) => ({ kind: 'tenant', tenant: id, id }) as const),
    ...[...owners.values()].map(({ tenant, id }) => ({ kind: 'owner', tenant, id }) as const),
    ...[...keys.values()].map(({ tenant, id }) => ({ kind: 'key', tenant, id }) as const),
    ...[...sessions.values()].map(({ tenant, id }) => ({ kind: 'session', tenant, id }) as const),
  ];
}

async function restoreAll(
  world: World,
  { live, copy, events }: { live: MemoryState; copy: MemoryState; events: readonly AuditEvent[] },
): Promise<readonly Recovered[]> {
  const trail = new Trail();
  // Two sources of events, one of them in another order.
  for (const event of [...events.toReversed(), ...events]) trail.add(event);
  const { clock, random, backoff } = world.deps;
  const deps: RestoreDeps = {
    live: createMemoryStore({}, { state: live }),
    copy: createMemoryStore({}, { state: copy }),
    ...{ trail, clock, random, backoff, isDryRun: false, caller: ADA },
    describeSecret: async () => undefined,
  };
  const found: Recovered[] = [];
  const told = trail.subjects().map(({ tenant, subject }): Resource => ({ tenant, ...subject }));
  const named = [...resourcesOf(copy), ...told].map((each) => [`${each.kind} ${each.id}`, each] as const);
  const all = new Map(named);
  for (const each of all.values()) found.push(await recover(deps, each));
  return found;
}

async function allowedIn(world: World, state: MemoryState): Promise<readonly string[]> {
  const deps: UseCaseDeps = { ...world.deps, store: createMemoryStore({}, { state }) };
  const found: string[] = [];
  for (const [label, value] of world.values) {
    for (const permission of PERMISSIONS) {
      if ((await outcomeOf(deps, value, permission)) === 'allowed') found.push(`${label} ${permission}`);
    }
  }
  return found;
}

it('never allows a request that was denied before the loss, in 60 random histories', async () => {
  let recreated = 0;
  const property = fc.asyncProperty(
    plan,
    fc.constantFrom(...DAMAGES),
    fc.nat({ max: 39 }),
    fc.uniqueArray(fc.nat({ max: 15 }), { maxLength: 8 }),
    async ({ profile, steps }, damage, copyAt, holes) => {
      const world = new World(profile, { commands: 0, interleavings: 0, faults: 0 });
      await world.begin();
      let copy = copyOf(world.state);
      let seen = world.state.events.length;
      for (const [at, step] of steps.entries()) {
        await world.step(step);
        if (at !== copyAt % steps.length) continue;
        copy = copyOf(world.state);
        seen = world.state.events.length;
      }
      const before = copyOf(world.state);
      const live = {
        lost: () => new MemoryState(),
        holes: () => without(before, holes),
        reverted: () => copyOf(copy),
      }[damage]();
      const events = before.events.slice(seen);
      const [allowedBefore, untouched] = [await allowedIn(world, before), await allowedIn(world, live)];

      const results = await restoreAll(world, { live, copy, events });
      const allowed = await allowedIn(world, live);
      expect(allowedBefore).toEqual(expect.arrayContaining([...allowed]));
      if (damage === 'holes') expect(allowed).toEqual(expect.arrayContaining([...untouched]));
      recreated += results.filter(({ outcome }) => outcome === 'recreated').length;

      const again = await restoreAll(world, {
        live,
        copy,
        events: [...events, ...live.events.slice(before.events.length)],
      });
      const outcomes = new Set(again.map(({ outcome }) => outcome));
      expect([...outcomes].filter((each) => each !== 'unchanged' && each !== 'lost')).toEqual([]);
    },
  );
  await fc.assert(property, { numRuns: 60, seed: 20_270_131 });
  expect(recreated).toBeGreaterThan(100);
}, 120_000);
