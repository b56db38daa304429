import { expect, it } from 'vitest';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import type { RestoreDeps } from '../../../lib/core/restore/recovery.ts';
import { recover } from '../../../lib/core/restore/restore.ts';
import { Trail } from '../../../lib/core/restore/trail.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, issue, storeWithOwners } from '../../support/sample-tenant.ts';

it('keeps a change since the restore of an earlier state, if the restore is repeated', async () => {
  const { store, deps } = await storeWithOwners();
  const { key } = await issue(deps);
  const owner = await store.readOwner('acme', key.owner);
  const tenant = await store.readTenant('acme');
  const seen = store.events.length;
  const name = { tenant: 'acme', id: key.id };
  for (const change of [disableKey, enableKey, disableKey]) await change(deps, ADA, name);
  const earlier = () => {
    const state = new MemoryState();
    if (owner) state.owners.set(`acme#${owner.id}`, owner);
    if (tenant) state.tenants.set('acme', tenant);
    state.keys.set(key.id, key);
    return state;
  };
  const live = createMemoryStore({}, { state: earlier() });
  const restore = () => {
    const trail = new Trail();
    for (const event of [...store.events.slice(seen), ...live.events]) trail.add(event);
    const restoreDeps: RestoreDeps = {
      ...{ live, copy: createMemoryStore({}, { state: earlier() }), trail },
      ...{ clock: deps.clock, random: deps.random, backoff: deps.backoff, isDryRun: false, caller: ADA },
      describeSecret: async () => undefined,
    };
    return recover(restoreDeps, { kind: 'key', ...name });
  };
  expect(await restore()).toEqual({ outcome: 'tightened' });
  await enableKey({ ...deps, store: live }, ADA, name);
  expect(await restore()).toEqual({ outcome: 'unchanged' });
  expect((await live.readKey(key.id))?.status).toBe('active');
});
