import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createHolderApi, type HolderApi, type HolderCall } from '../../support/holder-api.ts';
import { ADA } from '../../support/sample-tenant.ts';

const JSON_REPLY = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
const NOON_ISO = '2027-01-31T12:00:00.000Z';
const ONE_ISO = '2027-01-31T13:00:00.000Z';
const HOUR_MS = 3_600_000;
const NOT_FOUND = '{"type":"about:blank","title":"Resource not found","status":404,"code":"not-found"}';
const UNAUTHORIZED = '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}';

const created = z.object({
  id: z.string(),
  value: z.string(),
  user: z.string(),
  permissions: z.array(z.string()),
});
const page = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable() });

let api: HolderApi;
let app: Awaited<ReturnType<HolderApi['newKey']>>;

beforeEach(async () => {
  api = createHolderApi(mindset);
  app = await api.newKey({ permissions: mindset.defaultPermissions });
});

async function newSession(body: object = {}, value = app.value) {
  const reply = await api.call('createSession', { value, body: JSON.stringify({ user: 'u1', ...body }) });
  expect(reply.statusCode, reply.body).toBe(201);
  return { reply, session: created.parse(JSON.parse(reply.body)) };
}

function end(sessionId: string, value = app.value) {
  return api.call('endSession', { value, params: { sessionId } });
}

async function problemOf(call: Promise<{ statusCode: number; body: string }>) {
  const { statusCode, body } = await call;
  const { code, detail } = JSON.parse(body);
  return { statusCode, code, detail };
}

describe('POST /api/v1/sessions', () => {
  it('returns exactly the session and its value, and stores the value nowhere', async () => {
    const { reply, session } = await newSession();
    expect(reply).toEqual({
      statusCode: 201,
      headers: { ...JSON_REPLY, ETag: '"1"' },
      body:
        `{"id":"${session.id}","value":"${session.value}","user":"u1",` +
        `"permissions":["read","write","delete"],"createdAt":"${NOON_ISO}","expiresAt":"${ONE_ISO}","version":1}`,
    });
    expect(session.value).toMatch(/^mss[0-9A-Za-z]{52}$/);
    const list = await api.call('listSessions', { value: app.value });
    for (const text of [api.store.dump(), api.logged.join(''), list.body]) {
      expect(text).not.toContain(session.value);
    }
  });

  it('creates a session that is accepted in place of the key until it expires', async () => {
    const { session } = await newSession({ lastsSeconds: 60, permissions: ['read'] });
    expect(await outcomeOf(api.deps, session.value)).toBe('allowed');
    expect(await outcomeOf(api.deps, session.value, 'write')).toBe('insufficient-permission');
    api.clock.nowMs += 60_000;
    expect(await outcomeOf(api.deps, session.value)).toBe('expired');
  });

  it('does not create a session that outlives its key', async () => {
    const { value } = await api.newKey({
      permissions: mindset.defaultPermissions,
      expiresAtMs: NOON + HOUR_MS,
    });
    const { reply } = await newSession({ lastsSeconds: 86_400 }, value);
    expect(JSON.parse(reply.body)).toMatchObject({ expiresAt: ONE_ISO });
  });

  it.each(['admin', 'keys:manage', 'sessions:manage', 'sessions:*'])(
    'rejects the permission %s with the allowed ones and without the input',
    async (permission) => {
      const before = api.store.dump();
      const body = JSON.stringify({ user: 'u1', permissions: ['read', permission] });
      expect(await problemOf(api.call('createSession', { value: app.value, body }))).toEqual({
        statusCode: 422,
        code: 'exceeds-key',
        detail: 'Allowed: read, write, delete.',
      });
      expect(api.store.dump()).toBe(before);
    },
  );

  it('stores the user unchanged', async () => {
    for (const user of ['<b>=1\u202e', ' u1 ', '🔑'.repeat(200)]) {
      const { session } = await newSession({ user });
      expect(session.user).toBe(user);
      expect(await api.store.readSession(session.id)).toMatchObject({ user, key: app.key.id });
    }
  });

  it('creates no session for a key that is deleted concurrently, and returns the later response', async () => {
    api.faults.beforeCommit = async ({ kind }) => {
      if (kind === 'create-session') await deleteKey(api.deps, ADA, { tenant: 'acme', id: app.key.id });
    };
    const { statusCode, body } = await api.call('createSession', { value: app.value, body: '{"user":"u1"}' });
    expect({ statusCode, body }).toEqual({ statusCode: 401, body: UNAUTHORIZED });
    expect(api.store.events.at(-1)?.action).toBe('key.deleted');
  });
});

describe('a session', () => {
  it('stays valid when its key is deleted (MS-10), and ends when the key is compromised', async () => {
    const { session } = await newSession();
    const name = { tenant: 'acme', id: app.key.id };
    await deleteKey(api.deps, ADA, name);
    expect(await outcomeOf(api.deps, app.value)).toBe('deleted');
    expect(await outcomeOf(api.deps, session.value)).toBe('allowed');
    await revokeKey(api.deps, ADA, name, 'compromised');
    expect(await outcomeOf(api.deps, session.value)).toBe('session-ended');
  });

  it('ends with its key if the key has endSessionsWithKey', async () => {
    const { key, value } = await api.newKey({
      permissions: mindset.defaultPermissions,
      endSessionsWithKey: true,
    });
    const { session } = await newSession({}, value);
    await deleteKey(api.deps, ADA, { tenant: 'acme', id: key.id });
    expect(await outcomeOf(api.deps, session.value)).toBe('session-ended');
  });

  it.each<['createSession' | 'listSessions' | 'endSession', HolderCall]>([
    ['createSession', { body: '{"user":"u2"}' }],
    ['listSessions', {}],
    ['endSession', { params: { sessionId: 'x' } }],
  ])('is not accepted as a key for %s', async (operation, given) => {
    const { session } = await newSession();
    expect(await api.call(operation, { ...given, value: session.value })).toMatchObject({ statusCode: 403 });
  });
});

describe('GET /api/v1/sessions', () => {
  it('returns exactly a page of the sessions of the key, newest first', async () => {
    const { session: ended } = await newSession({ permissions: ['read'] });
    api.clock.nowMs += 1;
    const { session } = await newSession({ user: 'u2', permissions: ['write'] });
    await end(ended.id);
    const other = await api.newKey({ permissions: mindset.defaultPermissions });
    await newSession({}, other.value);
    expect(await api.call('listSessions', { value: app.value })).toEqual({
      statusCode: 200,
      headers: JSON_REPLY,
      body:
        `{"items":[{"id":"${session.id}","user":"u2","permissions":["write"],` +
        `"createdAt":"2027-01-31T12:00:00.001Z","expiresAt":"2027-01-31T13:00:00.001Z","endedAt":null,"version":1},` +
        `{"id":"${ended.id}","user":"u1","permissions":["read"],` +
        `"createdAt":"${NOON_ISO}","expiresAt":"${ONE_ISO}","endedAt":"2027-01-31T12:00:00.001Z","version":2}],"next":null}`,
    });
  });

  it('continues after the previous page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      api.clock.nowMs += 1;
      ids.unshift((await newSession()).session.id);
    }
    const seen: string[] = [];
    let query = 'limit=2';
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next } = page.parse(
        JSON.parse((await api.call('listSessions', { value: app.value, query })).body),
      );
      seen.push(...items.map(({ id }) => id));
      query = `limit=2&cursor=${next}`;
    }
    expect(seen).toEqual(ids);
    expect(query).toContain('cursor=null');
  });

  it('rejects an invalid cursor', async () => {
    const call = api.call('listSessions', { value: app.value, query: 'cursor=x' });
    expect(await problemOf(call)).toMatchObject({ statusCode: 400, code: 'invalid-cursor' });
  });
});

describe('DELETE /api/v1/sessions/{sessionId}', () => {
  it('returns 204 without a body, also when repeated, and the session is denied afterwards', async () => {
    const { session } = await newSession();
    for (const _again of [1, 2]) {
      expect(await end(session.id)).toEqual({
        statusCode: 204,
        headers: { 'Cache-Control': 'no-store' },
        body: '',
      });
    }
    expect(await outcomeOf(api.deps, session.value)).toBe('session-ended');
  });

  it('returns the same for an unknown session, a session of another key and an invalid ID', async () => {
    const sibling = await api.newKey({ permissions: mindset.defaultPermissions });
    const foreign = await api.newKey({ tenant: 'beta', permissions: mindset.defaultPermissions });
    const { session: siblings } = await newSession({}, sibling.value);
    const { session: foreigns } = await newSession({}, foreign.value);
    const before = api.store.dump();
    const ids = [siblings.id, foreigns.id, app.key.id, '0', '', 'no id', 'x'.repeat(5000), siblings.value];
    for (const id of ids) {
      const { statusCode, body } = await end(id);
      expect({ statusCode, body }, id).toEqual({ statusCode: 404, body: NOT_FOUND });
    }
    expect(api.store.dump()).toBe(before);
  });
});

describe('a session with a known version', () => {
  it('ends once if the version matches, and the list contains the version', async () => {
    const { session } = await newSession();
    const endIf = (ifMatch: string) =>
      api.call('endSession', {
        value: app.value,
        params: { sessionId: session.id },
        headers: { 'if-match': ifMatch },
      });
    expect(await endIf('"2"')).toMatchObject({ statusCode: 412 });
    expect(await outcomeOf(api.deps, session.value)).toBe('allowed');
    expect(await endIf('"1"')).toMatchObject({ statusCode: 204 });
    expect(await endIf('"1"')).toMatchObject({ statusCode: 412 });
    expect(await endIf('*')).toMatchObject({ statusCode: 204 });
  });
});
