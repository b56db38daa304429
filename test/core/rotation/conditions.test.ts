import { expect, it } from 'vitest';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { manageKey } from '../../../lib/core/rotation/manage-key.ts';
import type { ManageDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import { ADA, NEW_KEY } from '../../support/sample-tenant.ts';
import { managedIn, manageNew, manageStage } from './manage-fixture.ts';

const OWNER = { tenant: 'acme', id: 'boss' };

/** The same ports. Runs a concurrent change once, before the next commit. */
function withChangeBeforeCommit(deps: ManageDeps, change: () => Promise<unknown>): ManageDeps {
  let isDone = false;
  const commit: typeof deps.store.commit = async (...args) => {
    if (!isDone) {
      isDone = true;
      await change();
    }
    return deps.store.commit(...args);
  };
  return { ...deps, store: { ...deps.store, commit } };
}

async function managedKeyOfBoss() {
  const stage = await manageStage();
  const subject = { kind: 'new', input: { ...NEW_KEY, owner: 'boss' }, token: undefined } as const;
  const { keyId } = managedIn(
    await manageKey(stage.deps, { subject, settings: {}, stack: null, replicas: [] }),
  );
  return { ...stage, keyId, name: { tenant: 'acme', keyId, stack: null } };
}

it.each([
  ['permissions only', {}],
  ['permissions and settings', { consumerCacheMs: 60_000, overlapMs: 30 * 60_000 }],
])("rejects a permission that the owner's role lost before the commit: %s", async (_, settings) => {
  const { deps, store, keyId, name } = await managedKeyOfBoss();
  const broken = withChangeBeforeCommit(deps, () => updateOwner(deps, ADA, OWNER, { role: 'auditor' }));
  const result = await updateManagedKey(broken, name, settings, { permissions: ['read', 'delete'] });
  expect(result).toEqual({ outcome: 'exceeds-role' });
  expect(await store.readKey(keyId)).toMatchObject({ permissions: NEW_KEY.permissions });
});

it('reads the owner of a new managed key once before its commit', async () => {
  const { deps } = await manageStage();
  let reads = 0;
  const readOwner: typeof deps.store.readOwner = (...args) => {
    reads += 1;
    return deps.store.readOwner(...args);
  };
  const readsBefore: Record<string, number> = {};
  const commit: typeof deps.store.commit = (change, event) => {
    readsBefore[change.kind] ??= reads;
    return deps.store.commit(change, event);
  };
  managedIn(await manageNew({ ...deps, store: { ...deps.store, readOwner, commit } }));
  expect(readsBefore).toMatchObject({ 'create-key': 1 });
});

it('does not issue a managed key if its owner is deactivated before the commit, and never accepts its value', async () => {
  const { deps, store } = await manageStage();
  const broken = withChangeBeforeCommit(deps, () =>
    deactivateOwner(deps, ADA, { tenant: 'acme', id: NEW_KEY.owner }),
  );
  expect(await manageNew(broken)).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.listKeys('acme', { cursor: undefined, limit: 10 })).toMatchObject({ items: [] });
});
