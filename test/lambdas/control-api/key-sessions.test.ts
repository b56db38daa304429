import { beforeEach, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import { createTenantWithOwners, issue, storeSession } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

let api: ReturnType<typeof createAdminApi>;
let key: Key;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
  key = (await issue(api.deps)).key;
});

function params(session?: string) {
  return { tenant: 'acme', key: key.id, ...(session !== undefined && { session }) };
}

it('lists only the sessions of the key, newest first', async () => {
  const other = (await issue(api.deps)).key;
  await storeSession(api.deps, other);
  const older = await storeSession(api.deps, key, { createdAtMs: api.clock.nowMs - 1000 });
  const newer = await storeSession(api.deps, key, { user: 'visitor-2' });

  const page = await api.done('listKeySessions', { params: params(), query: 'limit=1' });
  const rest = await api.done('listKeySessions', {
    params: params(),
    query: `limit=1&cursor=${page.next}`,
  });

  expect(page.items).toEqual([
    {
      id: newer.id,
      tenant: 'acme',
      key: key.id,
      owner: 'app',
      user: 'visitor-2',
      permissions: ['read'],
      status: 'active',
      createdAt: '2027-01-31T12:00:00.000Z',
      expiresAt: '2027-01-31T13:00:00.000Z',
      endedAt: null,
      version: 1,
    },
  ]);
  expect(rest).toMatchObject({ items: [{ id: older.id }], next: null });
});

it('ends a session once with one event, and returns the same when repeated', async () => {
  const { id } = await storeSession(api.deps, key);
  api.clock.nowMs += 1000;
  const ended = await api.done('endKeySession', { params: params(id) });
  expect(ended).toMatchObject({ id, endedAt: '2027-01-31T12:00:01.000Z' });

  api.clock.nowMs += 1000;
  expect(await api.done('endKeySession', { params: params(id) })).toEqual(ended);
  expect(await api.done('listKeySessions', { params: params() })).toMatchObject({ items: [ended] });
  expect(api.store.events.filter(({ action }) => action === 'session.ended')).toHaveLength(1);
});

it.each(['deleteKey', 'revokeKey'] as const)('lists and ends sessions that outlive %s', async (end) => {
  const { id } = await storeSession(api.deps, key);
  await api.done(end, { params: params() });
  expect(await api.done('listKeySessions', { params: params() })).toMatchObject({ items: [{ id }] });
  expect(await api.done('endKeySession', { params: params(id) })).toMatchObject({ id });
});

it('does not end a session of another key', async () => {
  const other = (await issue(api.deps)).key;
  const session = await storeSession(api.deps, other);
  expect(await api.rejected('endKeySession', { params: params(session.id) })).toMatchObject({
    code: 'not-found',
  });
  expect(await api.store.readSession(session.id)).toMatchObject({ endedAtMs: null });
});

it('never returns the digest of a session', async () => {
  const { id, digest } = await storeSession(api.deps, key);
  const answers = [
    await api.call('listKeySessions', { params: params() }),
    await api.call('endKeySession', { params: params(id) }),
  ];
  for (const { body } of answers) expect(body).not.toContain(digest);
});
