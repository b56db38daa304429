import { describe, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deleteOwnKey, listOwnKeys } from '../../../lib/core/keys/self-service.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const OWN = { tenant: 'acme', owner: 'app' };
const HOLDER = { id: 'key:x', sourceAddress: '203.0.113.9' };

const { clock, store, deps } = tenantForEachTest({ tenants: ['acme', 'beta'] });

describe('the keys of an owner', () => {
  it('are all listed, newest first, for any number of pages', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 450; count += 1) {
      clock.nowMs += 1;
      ids.unshift((await issue(deps)).key.id);
    }
    expect((await listOwnKeys(store, OWN)).map(({ id }) => id)).toEqual(ids);
  });

  it('include disabled keys of the owner in the tenant, and exclude ended ones', async () => {
    const [active, disabled, deleted, revoked] = [
      await issue(deps),
      await issue(deps),
      await issue(deps),
      await issue(deps),
    ];
    await issue(deps, { owner: 'dev' });
    await issue(deps, { tenant: 'beta' });
    await disableKey(deps, ADA, { tenant: 'acme', id: disabled.key.id });
    await deleteKey(deps, ADA, { tenant: 'acme', id: deleted.key.id });
    await revokeKey(deps, ADA, { tenant: 'acme', id: revoked.key.id }, 'unspecified');
    const listed = (await listOwnKeys(store, OWN)).map(({ id }) => id);
    expect(listed.toSorted()).toEqual([active.key.id, disabled.key.id].toSorted());
  });
});

describe('deleting a key of an owner', () => {
  it.each(['active', 'disabled'] as const)(
    'ends a key that is %s, and records the caller',
    async (status) => {
      const { key } = await issue(deps);
      const name = { tenant: 'acme', id: key.id };
      if (status === 'disabled') await disableKey(deps, ADA, name);
      expect(await deleteOwnKey(deps, HOLDER, OWN, key.id)).toMatchObject({ outcome: 'done' });
      expect(await store.readKey(key.id)).toMatchObject({
        status: 'deleted',
        deletion: { atMs: NOON, by: HOLDER.id, statusBefore: status },
      });
      expect(store.events.at(-1)).toMatchObject({ action: 'key.deleted', caller: HOLDER });
    },
  );

  it.each([
    ["another owner's", { owner: 'dev' }],
    ["another tenant's", { tenant: 'beta' }],
  ])('reports a key as not found that is %s', async (_, given) => {
    const { key } = await issue(deps, given);
    const before = store.dump();
    expect(await deleteOwnKey(deps, HOLDER, OWN, key.id)).toEqual({ outcome: 'not-found' });
    expect(store.dump()).toBe(before);
  });

  it('reports an ended or unknown key as not found', async () => {
    const { key } = await issue(deps);
    const revoked = await issue(deps);
    await deleteOwnKey(deps, HOLDER, OWN, key.id);
    await revokeKey(deps, ADA, { tenant: 'acme', id: revoked.key.id }, 'unspecified');
    for (const id of [key.id, revoked.key.id, 'never-was', '-']) {
      expect(await deleteOwnKey(deps, HOLDER, OWN, id)).toEqual({ outcome: 'not-found' });
    }
  });

  it('takes effect once for concurrent requests', async () => {
    const { key } = await issue(deps);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => deleteOwnKey(deps, HOLDER, OWN, key.id)),
    );
    expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'not-found')).toHaveLength(7);
  });
});
