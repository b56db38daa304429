import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createHolderApi, type HolderApi, type HolderCall } from '../../support/holder-api.ts';
import { ADA } from '../../support/sample-tenant.ts';

const JSON_REPLY = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
const NOON_ISO = '2027-01-31T12:00:00.000Z';
const UNAUTHORIZED =
  '{"statusCode":401,"statusMessage":"Unauthorized","message":"Invalid or missing API key"}';
const NOT_FOUND = {
  statusCode: 404,
  headers: JSON_REPLY,
  body: '{"statusCode":404,"statusMessage":"Not Found","message":"Resource not found"}',
};

const issued = z.object({
  id: z.string(),
  name: z.string().nullable(),
  key: z.string(),
  createdAt: z.string(),
});

let api: HolderApi;
let parent: Awaited<ReturnType<HolderApi['newKey']>>;

beforeEach(async () => {
  api = createHolderApi(minds);
  parent = await api.newKey({ permissions: minds.defaultPermissions });
});

async function created(given: HolderCall = {}) {
  const reply = await api.call('createOwnKey', { value: parent.value, ...given });
  expect(reply.statusCode, reply.body).toBe(201);
  return { reply, key: issued.parse(JSON.parse(reply.body)) };
}

function deleteKey(keyId: string, value = parent.value) {
  return api.call('deleteOwnKey', { value, params: { keyId } });
}

describe('POST /api/v1/api-keys', () => {
  it('returns exactly the key and its value (MI-11), and stores the value nowhere (MI-04)', async () => {
    const { reply, key } = await created({ body: '{"name":"CI"}' });
    expect(reply).toEqual({
      statusCode: 201,
      headers: JSON_REPLY,
      body: `{"id":"${key.id}","name":"CI","key":"${key.key}","createdAt":"${NOON_ISO}"}`,
    });
    expect(key.key).toMatch(/^minds_[0-9a-f]{48}$/);
    expect(await outcomeOf(api.deps, key.key)).toBe('allowed');
    const list = await api.call('listOwnKeys', { value: parent.value });
    for (const text of [api.store.dump(), api.logged.join(''), list.body])
      expect(text).not.toContain(key.key);
  });

  it.each<[string, HolderCall]>([
    ['no body (MI-09)', {}],
    ['an empty body under a content type', { headers: { 'content-type': 'application/json' } }],
    ['an empty object', { body: '{}' }],
    ['a name of null', { body: '{"name":null}' }],
    ['an empty name (MI-10)', { body: '{"name":""}' }],
    ['a name of blanks', { body: '{"name":" \\t\\n"}' }],
  ])('creates an unnamed key from %s', async (_, given) => {
    const { key } = await created(given);
    expect(key.name).toBeNull();
    expect(await api.store.readKey(key.id)).toMatchObject({ name: null });
  });

  it.each([
    ['  CI ', 'CI'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['🔑'.repeat(100), '🔑'.repeat(100)],
    [` ${'x'.repeat(100)} `, 'x'.repeat(100)],
    ['<b>=1+1</b>', '<b>=1+1</b>'],
  ])('stores the name %j trimmed and otherwise unchanged (MI-10)', async (sent, kept) => {
    const { key } = await created({ body: JSON.stringify({ name: sent }) });
    expect(key.name).toBe(kept);
    expect(await api.store.readKey(key.id)).toMatchObject({ name: kept });
  });

  it('records the creator and the key that was used', async () => {
    const { key } = await created();
    expect(await api.store.readKey(key.id)).toMatchObject({
      createdBy: `key:${parent.key.id}`,
      lineage: { parent: parent.key.id },
    });
    expect(api.store.events.at(-1)?.caller).toEqual({
      id: `key:${parent.key.id}`,
      sourceAddress: '203.0.113.7',
    });
  });

  it('creates a key that can create keys without more permissions', async () => {
    const { key: first } = await created();
    const second = await api.call('createOwnKey', { value: first.key });
    const { id } = issued.parse(JSON.parse(second.body));
    expect(await api.store.readKey(id)).toMatchObject({
      permissions: minds.defaultPermissions,
      lineage: { parent: first.id },
    });
  });

  it('creates keys that all end when the first is revoked as compromised', async () => {
    const { key: first } = await created();
    const second = issued.parse(JSON.parse((await api.call('createOwnKey', { value: first.key })).body));
    await revokeKey(api.deps, ADA, { tenant: 'acme', id: parent.key.id }, 'compromised');
    for (const value of [parent.value, first.key, second.key]) {
      const { statusCode, body } = await api.call('whoAmI', { value });
      expect({ statusCode, body }).toEqual({ statusCode: 401, body: UNAUTHORIZED });
    }
  });

  it.each([
    ['is deleted', (): Promise<unknown> => deleteKey(parent.key.id)],
    ['is disabled', () => disableKey(api.deps, ADA, { tenant: 'acme', id: parent.key.id })],
    ['loses its owner', () => deactivateOwner(api.deps, ADA, { tenant: 'acme', id: 'app' })],
  ])('creates no key for a key that %s concurrently, and returns the later response', async (_, end) => {
    let ended = false;
    api.faults.beforeCommit = async ({ kind }) => {
      if (kind !== 'create-key' || ended) return;
      ended = true;
      await end();
    };
    const countBefore = api.store.events.length;
    const { statusCode, body } = await api.call('createOwnKey', { value: parent.value });
    expect({ statusCode, body }).toEqual({ statusCode: 401, body: UNAUTHORIZED });
    // The event of the change that ended the key.
    expect(api.store.events).toHaveLength(countBefore + 1);
  });
});

describe('GET /api/v1/api-keys', () => {
  it('returns exactly the documented array, newest first (MI-07, MI-08)', async () => {
    api.clock.nowMs = NOON + 1;
    const { key } = await created({ body: '{"name":"CI"}' });
    expect(await api.call('listOwnKeys', { value: parent.value })).toEqual({
      statusCode: 200,
      headers: JSON_REPLY,
      body:
        `[{"id":"${key.id}","name":"CI","createdAt":"2027-01-31T12:00:00.001Z","lastUsedAt":null},` +
        `{"id":"${parent.key.id}","name":"CI","createdAt":"${NOON_ISO}","lastUsedAt":null}]`,
    });
  });

  it('returns the last use of each key (MI-07)', async () => {
    const usage = api.usage.usages.get(parent.key.id);
    if (!usage) throw new Error('the key is not watched');
    await api.usage.replaceUsage({ ...usage, lastUsedAtMs: NOON, version: 2 });
    const { body } = await api.call('listOwnKeys', { value: parent.value });
    expect(JSON.parse(body)).toEqual([expect.objectContaining({ lastUsedAt: NOON_ISO })]);
  });

  it('lists only keys of the same owner that have not ended', async () => {
    await api.newKey({ owner: 'other' });
    await api.newKey({ tenant: 'beta' });
    const { key } = await created();
    await deleteKey(key.id);
    const { body } = await api.call('listOwnKeys', { value: parent.value });
    expect(JSON.parse(body).map(({ id }: { id: string }) => id)).toEqual([parent.key.id]);
  });

  it('contains no values or digests', async () => {
    const { body } = await api.call('listOwnKeys', { value: parent.value });
    expect(body).not.toContain(parent.value);
    expect(body).not.toContain(parent.key.credentials[0]?.digest);
    expect(keyHolderRoutes.listOwnKeys.response.body.parse(JSON.parse(body))).toHaveLength(1);
  });
});

describe('DELETE /api/v1/api-keys/{keyId}', () => {
  it('returns 204 without a body (MI-12), and the key is denied afterwards (MI-14)', async () => {
    const { key } = await created();
    expect(await deleteKey(key.id)).toEqual({
      statusCode: 204,
      headers: { 'Cache-Control': 'no-store' },
      body: '',
    });
    const { statusCode, body } = await api.call('whoAmI', { value: key.key });
    expect({ statusCode, body }).toEqual({ statusCode: 401, body: UNAUTHORIZED });
    expect(await api.store.readKey(key.id)).toMatchObject({
      status: 'deleted',
      deletion: { by: `key:${parent.key.id}` },
    });
  });

  it('deletes also the calling key', async () => {
    expect(await deleteKey(parent.key.id)).toMatchObject({ statusCode: 204 });
    expect(await deleteKey(parent.key.id)).toMatchObject({ statusCode: 401, body: UNAUTHORIZED });
  });

  it('supports manual rotation: create, switch, delete the old key (MI-16)', async () => {
    const { key } = await created();
    expect(await deleteKey(parent.key.id, key.key)).toMatchObject({ statusCode: 204 });
    expect(await api.call('whoAmI', { value: parent.value })).toMatchObject({ statusCode: 401 });
    expect(await api.call('whoAmI', { value: key.key })).toMatchObject({ statusCode: 200 });
  });

  it('returns the same for an unknown key, a deleted key, a key of another owner and an invalid ID', async () => {
    const { key: gone } = await created();
    await deleteKey(gone.id);
    const { key: revoked } = await created();
    await revokeKey(api.deps, ADA, { tenant: 'acme', id: revoked.id }, 'unspecified');
    const ids = [
      gone.id,
      revoked.id,
      '000000000000',
      (await api.newKey({ owner: 'other' })).key.id,
      (await api.newKey({ tenant: 'beta' })).key.id,
      '',
      'no id',
      'x'.repeat(5000),
      '{keyId}',
      parent.value,
    ];
    const before = api.store.dump();
    for (const id of ids) expect(await deleteKey(id), id).toEqual(NOT_FOUND);
    expect(api.store.dump()).toBe(before);
  });

  it('deletes once for two concurrent requests', async () => {
    const { key } = await created();
    const statuses = (await Promise.all([deleteKey(key.id), deleteKey(key.id)])).map(
      ({ statusCode }) => statusCode,
    );
    expect(statuses.toSorted()).toEqual([204, 404]);
  });
});
