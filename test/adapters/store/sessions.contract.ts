import { describe, expect, it } from 'vitest';
import type { Session } from '../../../lib/core/sessions/session.ts';
import type { Store } from '../../../lib/core/store.ts';
import { digestOf, keyOf, NOON, sessionOf } from '../../support/entities.ts';
import { allPages, commit, created, pageOf, populate, type StoreUnderTest } from './store-under-test.ts';

export function sessions({ store }: StoreUnderTest): void {
  describe('a session', () => {
    it('reads back as it was created, field by field', async () => {
      const key = await activeKey(store);
      const session = await createdSession(
        store,
        sessionOf(key, { user: 'naïve 🔑', expiresAtMs: NOON + 1, permissions: [] }),
      );

      expect(await store.readSession(session.id)).toEqual(session);
      expect(await store.readSession('Missing')).toBeUndefined();
      expect(await store.readKey(session.id)).toBeUndefined();
    });

    it.each(['disabled', 'deleted', 'revoked'] as const)('requires an active key: not %s', async (status) => {
      const key = await activeKey(store);
      await commit(store, { kind: 'update-key', key: { ...key, status, version: 2 } });
      const session = sessionOf(key);

      expect(await commit(store, { kind: 'create-session', session })).toBe('key-not-active');
      expect(await store.readSession(session.id)).toBeUndefined();
    });

    it('requires an existing key', async () => {
      const { tenant } = await populate(store);
      const session = sessionOf(keyOf(tenant.id));

      expect(await commit(store, { kind: 'create-session', session })).toBe('key-not-active');
    });

    it('has a unique ID across keys', async () => {
      const session = await createdSession(store, sessionOf(await activeKey(store)));
      const taken = sessionOf(await activeKey(store), { id: session.id });

      expect(await commit(store, { kind: 'create-session', session: taken })).toBe('exists');
      expect(await store.readSession(session.id)).toEqual(session);
    });

    it('is rejected for its key first if its ID is also taken', async () => {
      const key = await activeKey(store);
      const session = await createdSession(store, sessionOf(key));
      await commit(store, { kind: 'update-key', key: { ...key, status: 'deleted', version: 2 } });

      expect(await commit(store, { kind: 'create-session', session })).toBe('key-not-active');
    });

    it('is updated only with its current version', async () => {
      const session = await createdSession(store, sessionOf(await activeKey(store)));
      const ended = { ...session, endedAtMs: NOON + 1, version: 2 };

      for (const version of [1, 3]) {
        expect(await commit(store, { kind: 'update-session', session: { ...ended, version } })).toBe(
          'version-conflict',
        );
      }
      expect(await store.readSession(session.id)).toEqual(session);
      expect(await commit(store, { kind: 'update-session', session: ended })).toBe('committed');
      expect(await store.readSession(session.id)).toEqual(ended);
    });

    it('is not created by an update', async () => {
      const session = sessionOf(await activeKey(store), { version: 2 });

      expect(await commit(store, { kind: 'update-session', session })).toBe('version-conflict');
      expect(await store.readSession(session.id)).toBeUndefined();
    });
  });

  describe('listing sessions', () => {
    it('lists the sessions of one key newest first, each once over all pages', async () => {
      const key = await activeKey(store);
      await createdSession(store, sessionOf(await created(store, keyOf(key.tenant))));
      const made: Session[] = [];
      for (const createdAtMs of [NOON + 2, NOON, NOON + 1]) {
        made.push(await createdSession(store, sessionOf(key, { createdAtMs })));
      }

      const pages = await allPages((page) => store.listSessions(key, page), 2);

      expect(pages.map((page) => page.length)).toEqual([2, 1]);
      expect(pages.flat().map(({ id }) => id)).toEqual([made[0]?.id, made[2]?.id, made[1]?.id]);
    });

    it('shows the current session without its digest', async () => {
      const key = await activeKey(store);
      const session = await createdSession(store, sessionOf(key, { digest: digestOf() }));
      const ended = { ...session, endedAtMs: NOON, version: 2 };
      await commit(store, { kind: 'update-session', session: ended });

      const { items } = await pageOf(store.listSessions(key, { cursor: undefined, limit: 10 }));

      const { digest, digestVersion, ...settings } = ended;
      expect(items).toEqual([settings]);
      expect(JSON.stringify(items)).not.toContain(digest);
    });

    it('shows no session of a key for another tenant', async () => {
      const key = await activeKey(store);
      await createdSession(store, sessionOf(key));

      expect(
        await store.listSessions({ ...key, tenant: 'other' }, { cursor: undefined, limit: 10 }),
      ).toMatchObject({ items: [] });
    });
  });
}

async function activeKey(store: Store) {
  const { tenant } = await populate(store);
  return created(store, keyOf(tenant.id));
}

async function createdSession(store: Store, session: Session): Promise<Session> {
  expect(await commit(store, { kind: 'create-session', session })).toBe('committed');
  return session;
}
