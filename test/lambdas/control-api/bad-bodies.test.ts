import { beforeAll, describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { emptyBody, emptySettings } from '../../../lib/contracts/http/route.ts';
import { bodyOf, createGoodCalls, withBody, withoutBody } from './good-calls.ts';
import { operations } from './operations.ts';

let calls: Awaited<ReturnType<typeof createGoodCalls>>;

// Each rejection checks that nothing was written, so all of them share one API.
beforeAll(async () => {
  calls = await createGoodCalls();
});

it('covers every route with a body', () => {
  const taking = operations.filter(
    (each) => ![emptyBody, emptySettings].some((body) => body === adminRoutes[each].body),
  );
  expect(withBody.toSorted()).toEqual(taking.toSorted());
});

it.each(operations)('%s succeeds with a valid request', async (operation) => {
  const { api, paramsOf } = await createGoodCalls();
  await api.done(operation, { params: paramsOf(operation), json: bodyOf(operation) });
});

describe.each(withBody)('the body of %s', (operation) => {
  it.each([
    ['nothing but a brace', '{'],
    ['a trailing comma', '{"name":"x",}'],
    ['NaN', '{"expiresAt":NaN}'],
    ['two texts', '{}{}'],
    ['a number beyond a double', '{"metadata":{"a":1e999}}'],
    ['a hundred thousand levels', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('is rejected if it is malformed: %s', async (_, body) => {
    expect(await calls.rejected(operation, { body })).toMatchObject({ status: 400, code: 'malformed-json' });
  });

  it.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'is rejected with the content type %j',
    async (contentType) => {
      const headers = { 'content-type': contentType };
      expect(await calls.rejected(operation, { headers })).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
    },
  );

  it.each([
    'tenantId',
    'tenant',
    'digest',
    'credentials',
    'status',
    'version',
    'createdBy',
    'createdAtMs',
    'expiresAtMs',
    'revocation',
    'hint',
    'constructor',
    'prototype',
    'toString',
  ])('cannot contain the field %s', async (name) => {
    const json = { ...bodyOf(operation), [name]: 'acme' };
    const { code, issues } = await calls.rejected(operation, { json });
    expect(code).toBe('invalid-request');
    expect(issues).toEqual([{ path: 'body', message: expect.stringContaining('no other fields than') }]);
    expect(JSON.stringify(issues)).not.toContain(name);
  });

  it.each(['{"__proto__":{"status":"active"},', '{"metadata":{"__proto__":{"role":"app-admin"}},'])(
    'cannot contain a prototype: %s',
    async (head) => {
      const body = head + JSON.stringify(bodyOf(operation)).slice(1);
      expect(await calls.rejected(operation, { body })).toMatchObject({
        status: 400,
        code: 'malformed-json',
      });
    },
  );

  it.each([
    ['5 MB', 5_000_000],
    ['a byte beyond 4 MiB', 4 * 1024 * 1024 + 1],
  ])('is rejected at %s', async (_, size) => {
    const body = JSON.stringify({ ...bodyOf(operation), name: '' });
    const big = body.replace('"name":""', `"name":"${'x'.repeat(size - body.length)}"`);
    expect(big).toHaveLength(size);
    expect(await calls.rejected(operation, { body: big })).toMatchObject({
      status: 413,
      code: 'body-too-large',
    });
  });

  it.each(['null', '[]', '[{}]', '"x"', '7', 'true'])(
    'is rejected if it is not an object: %s',
    async (body) => {
      expect(await calls.rejected(operation, { body })).toMatchObject({
        status: 400,
        code: 'invalid-request',
      });
    },
  );
});

it.each(withoutBody)('%s rejects a body with settings', async (operation) => {
  expect(await calls.rejected(operation, { json: { reason: 'leaked' } })).toMatchObject({
    status: 400,
    code: 'invalid-request',
    issues: [{ path: 'body' }],
  });
});

it.each(withoutBody)(
  '%s accepts an empty object if it is a POST, and rejects a body otherwise',
  async (operation) => {
    if (adminRoutes[operation].method === 'POST') {
      const { api, paramsOf } = await createGoodCalls();
      await api.done(operation, { params: paramsOf(operation), json: {} });
    } else {
      expect(await calls.rejected(operation, { json: {} })).toMatchObject({ issues: [{ path: 'body' }] });
    }
  },
);
