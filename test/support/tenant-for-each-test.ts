import { beforeEach } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { NOON } from './entities.ts';
import { MemoryState } from './memory-state.ts';
import { createMemoryStore, type Faults } from './memory-store.ts';
import { createTenantWithOwners } from './sample-tenant.ts';
import { useCaseDeps } from './use-case-deps.ts';

/**
 * The dependencies of use cases on a store in memory. Before each test, the clock shows noon, no fault is set, and the store
 * has nothing but the tenants with their owners.
 */
export function tenantForEachTest({ tenants = ['acme'], profile = defaultProfile } = {}) {
  const clock = { nowMs: NOON };
  const faults: Faults = {};
  const state = new MemoryState();
  const store = createMemoryStore(faults, { state });
  const deps = useCaseDeps(store, clock, profile);
  beforeEach(async () => {
    clock.nowMs = NOON;
    Object.assign(faults, NO_FAULTS);
    state.clear();
    for (const tenant of tenants) await createTenantWithOwners(deps, tenant);
  });
  return { clock, faults, store, deps };
}

const NO_FAULTS: Record<keyof Faults, undefined> = {
  beforeRead: undefined,
  beforeCommit: undefined,
  beforeFinish: undefined,
  afterCommit: undefined,
};
