import { expect, it } from 'vitest';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { manageKey } from '../../../lib/core/rotation/manage-key.ts';
import { rotateOnDemand } from '../../../lib/core/rotation/on-demand.ts';
import type { RotationDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import type { Change } from '../../../lib/core/store.ts';
import { ADA, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { adopt, HOUR, managedIn, manageNew, manageStage } from './manage-fixture.ts';

const OWNER = { tenant: 'acme', id: 'boss' };

/** The same ports. Runs a concurrent change once, before the next commit or before the first one that matches. */
function withChangeBeforeCommit<Deps extends RotationDeps>(
  deps: Deps,
  change: () => Promise<unknown>,
  matches: (written: Change) => boolean = () => true,
): Deps {
  let isDone = false;
  const commit: typeof deps.store.commit = async (...args) => {
    if (!isDone && matches(args[0])) {
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

it('does not adopt a key whose owner is deactivated before the commit', async () => {
  const { deps, store } = await manageStage();
  const { key } = await issue(deps, { owner: 'boss' });
  const broken = withChangeBeforeCommit(deps, () => deactivateOwner(deps, ADA, OWNER));
  expect(await adopt(broken, key.id)).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.readKey(key.id)).toEqual(key);
});

it('does not accept a new value of a key whose owner is deactivated before the commit that accepts it', async () => {
  const { deps, store, clock, keyId } = await managedKeyOfBoss();
  clock.nowMs += HOUR;
  const before = await store.readKey(keyId);
  const broken = withChangeBeforeCommit(
    deps,
    () => deactivateOwner(deps, ADA, OWNER),
    (written) => written.kind === 'update-key' && written.key.credentials.length === 2,
  );
  expect(await rotateOnDemand(broken, keyId)).toEqual({ outcome: 'owner-deactivated' });
  expect((await store.readKey(keyId))?.credentials).toEqual(before?.credentials);
});
