import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Change } from '../../../lib/core/store.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

export function replacing({ store, eventsOf }: StoreUnderTest): void {
  describe('a replacement key', () => {
    it('is written with the replaced key and both events', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const { change, successor, old } = replacementOf(key);
      const event = eventOf(tenant.id);

      expect(await store.commit(change, event)).toBe('committed');

      expect(await store.readKey(successor.id)).toEqual(successor);
      expect(await store.readKey(key.id)).toEqual(old);
      expect((await store.readDescendants(key.id)).successors).toEqual([successor.id]);
      const events = await eventsOf(tenant.id);
      for (const each of [event, change.replaced.event]) expect(events).toContainEqual(each);
    });

    it('has a version conflict and writes nothing if the replaced key was updated concurrently', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const { change, successor } = replacementOf(key);
      const changed = { ...key, name: 'changed', version: 2 };
      await commit(store, { kind: 'update-key', key: changed });
      const before = await eventsOf(tenant.id);

      expect(await commit(store, change)).toBe('version-conflict');

      expect(await store.readKey(key.id)).toEqual(changed);
      expect(await store.readKey(successor.id)).toBeUndefined();
      expect((await store.readDescendants(key.id)).successors).toEqual([]);
      expect(await eventsOf(tenant.id)).toHaveLength(before.length);
    });

    it('does not change the replaced key if it is rejected', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const taken = await created(store, keyOf(tenant.id));
      const { change } = replacementOf(key);
      const rejected = { ...change, key: { ...change.key, id: taken.id } };

      expect(await commit(store, rejected)).toBe('exists');
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });
      expect(await commit(store, change)).toBe('owner-deactivated');

      expect(await store.readKey(key.id)).toEqual(key);
    });

    it('is written once of 16 concurrent ones', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const replacements = Array.from({ length: 16 }, () => replacementOf(key));

      const outcomes = await Promise.all(replacements.map(({ change }) => commit(store, change)));

      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'version-conflict')).toHaveLength(15);
      const winner = replacements[outcomes.indexOf('committed')];
      expect((await store.readDescendants(key.id)).successors).toEqual([winner?.successor.id]);
      const told = (await eventsOf(tenant.id)).filter(({ action }) => action === 'key.revoked');
      expect(told).toEqual([winner?.change.replaced.event]);
    });
  });
}

function replacementOf(key: Key) {
  const revocation = { atMs: NOON, by: 'somebody', reason: 'compromised' } as const;
  const old: Key = { ...key, status: 'revoked', credentials: [], revocation, version: key.version + 1 };
  const successor = keyOf(key.tenant, { lineage: { predecessor: key.id, parent: null } });
  const event = eventOf(key.tenant, { action: 'key.revoked', subject: { kind: 'key', id: key.id } });
  const change = {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: successor,
    replaced: { key: old, event },
  } as const satisfies Change;
  return { change, successor, old };
}
