import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { KEY_HOLDER_ROUTES, type KeyHolderRoute } from '../../../lib/core/profiles/profile.ts';
import { createHolderApi, type HolderApi, withAllRoutes } from '../../support/holder-api.ts';
import { openCall } from '../public-api/open-call.ts';

const OPEN_ROUTES = Object.values(publicRoutes);
const READING = KEY_HOLDER_ROUTES.filter((operation) => keyHolderRoutes[operation].method === 'GET');

let api: HolderApi;
let value: string;

beforeEach(async () => {
  api = createHolderApi(withAllRoutes(mindset));
  ({ value } = await api.newKey());
});

/** A valid request for each route. */
function accepted(operation: KeyHolderRoute) {
  const body = operation === 'createSession' ? { body: JSON.stringify({ user: 'u' }) } : {};
  return { value, params: { keyId: 'x', sessionId: 'x' }, ...body };
}

it('ignores undeclared query parameters on key-holder and public routes', async () => {
  const call = openCall(defaultProfile);
  const declared = new Set(['cursor', 'limit']);
  const names = fc.string().filter((name) => !declared.has(name));
  const queries = fc
    .array(fc.tuple(names, fc.string()), { minLength: 1, maxLength: 4 })
    .map((pairs) => new URLSearchParams([...pairs, ...pairs]).toString());
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...KEY_HOLDER_ROUTES), queries, async (operation, query) => {
      const plain = await api.call(operation, accepted(operation));
      const reply = await api.call(operation, { ...accepted(operation), query });
      expect(reply.statusCode, reply.body).toBe(plain.statusCode);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...OPEN_ROUTES), queries, async (route, query) => {
      expect((await call(route, { query })).statusCode).toBe(200);
    }),
    { numRuns: 20 },
  );
});

it.each([
  ['GET', 'ping', '_=1'],
  ['GET', 'listOwnKeys', 'limit=1'],
] as const)('returns the same for %s of %s with and without ?%s', async (_, operation, query) => {
  const call = { value };
  expect(await api.call(operation, { ...call, query })).toEqual(await api.call(operation, call));
});

it.each(READING)('responds to HEAD of %s as to GET, without a body', async (operation) => {
  for (const given of [{ value }, {}, { value, rawPath: '/%2e%2e' }]) {
    const got = await api.call(operation, given);
    const head = await api.call(operation, { ...given, method: 'HEAD' });
    expect(head).toEqual({ ...got, body: '' });
    expect(got.body).not.toBe('');
  }
});

it.each(OPEN_ROUTES)('responds to HEAD of $path as to GET, without a body', async (route) => {
  const call = openCall(minds);
  const got = await call(route);
  expect(await call({ ...route, method: 'HEAD' })).toEqual({ ...got, body: '' });
});

it('responds to HEAD without a body if the table cannot be read', async () => {
  api.faults.beforeRead = () => {
    throw new Error('unreadable');
  };
  expect(await api.call('listOwnKeys', { value, method: 'HEAD' })).toMatchObject({
    statusCode: 503,
    body: '',
  });
});

it('supports HEAD only for GET routes', async () => {
  for (const operation of KEY_HOLDER_ROUTES.filter((each) => keyHolderRoutes[each].method === 'DELETE')) {
    const reply = await api.call(operation, { ...accepted(operation), method: 'HEAD' });
    expect(reply.statusCode).toBe(404);
  }
});
