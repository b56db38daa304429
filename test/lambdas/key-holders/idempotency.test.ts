import { beforeEach, describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { createHolderApi, type HolderApi, withAllRoutes } from '../../support/holder-api.ts';

const DAY_MS = 86_400_000;
const HEADERS = { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' };

let api: HolderApi;
let value: string;

beforeEach(async () => {
  api = createHolderApi(withAllRoutes(defaultProfile));
  ({ value } = await api.newKey());
});

describe.each([
  { operation: 'createOwnKey', body: '{"name":"CI"}', other: '{"name":"CD"}' },
  { operation: 'createSession', body: '{"user":"u1"}', other: '{"user":"u2"}' },
] as const)('$operation with an Idempotency-Key', ({ operation, body, other }) => {
  const create = (given: { body?: string; value?: string; headers?: Record<string, string> } = {}) =>
    api.call(operation, { value, body, headers: HEADERS, ...given });

  it('creates once, and returns the ID without the value when repeated', async () => {
    const first = JSON.parse((await create()).body);
    const count = api.store.events.length;
    const { statusCode, body: again } = await create();
    expect(statusCode).toBe(409);
    expect(JSON.parse(again)).toMatchObject({ code: 'value-unavailable', detail: `Its id is ${first.id}.` });
    expect(again).not.toContain(first.key ?? first.value);
    expect(api.store.events).toHaveLength(count);
  });

  it('creates once for eight concurrent requests', async () => {
    const count = api.store.events.length;
    const replies = await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, ...Array(7).fill(409)]);
    expect(api.store.events).toHaveLength(count + 1);
  });

  it('rejects the same Idempotency-Key with another body', async () => {
    await create();
    const { statusCode, body: rejected } = await create({ body: other });
    expect(statusCode).toBe(422);
    expect(JSON.parse(rejected)).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('belongs to the calling key: another key creates again', async () => {
    await create();
    const { value: another } = await api.newKey();
    expect(await create({ value: another })).toMatchObject({ statusCode: 201 });
  });

  it('creates again without an Idempotency-Key, with another one, and after a day', async () => {
    await create();
    expect(await create({ headers: {} })).toMatchObject({ statusCode: 201 });
    expect(await create({ headers: { 'idempotency-key': 'other' } })).toMatchObject({ statusCode: 201 });
    api.clock.nowMs += DAY_MS;
    expect(await create()).toMatchObject({ statusCode: 201 });
  });

  it('returns the created resource after a lost response', async () => {
    api.faults.afterCommit = () => {
      throw new UnavailableError('lost');
    };
    expect(await create()).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    api.faults.afterCommit = undefined;
    expect(await create()).toMatchObject({ statusCode: 409 });
  });
});

it('returns exactly the documented error response to a repeated request', async () => {
  const mindsApi = createHolderApi(minds);
  const { value: mindsValue } = await mindsApi.newKey();
  const create = () => mindsApi.call('createOwnKey', { value: mindsValue, headers: HEADERS });
  const { id } = JSON.parse((await create()).body);
  expect(await create()).toEqual({
    statusCode: 409,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body:
      '{"statusCode":409,"statusMessage":"Conflict",' +
      `"message":"Already created; its value cannot be retrieved again: Its id is ${id}."}`,
  });
});
