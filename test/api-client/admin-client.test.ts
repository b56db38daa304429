import { expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import { type AdminResponse, createAdminClient } from '../../lib/api-client/admin-client.ts';
import {
  GatewayError,
  InvalidRequestError,
  ProblemError,
  UnexpectedResponseError,
  UnreachableError,
} from '../../lib/api-client/errors.ts';
import { readAll } from '../../lib/api-client/paginate.ts';
import type { WireRequest, WireResponse } from '../../lib/api-client/transport.ts';
import type { keyWithDescendantsView } from '../../lib/contracts/http/keys.ts';
import { limitsText } from '../../lib/contracts/http/limit-text.ts';
import { immediateRetries } from './support/immediate-retries.ts';
import { key, keyWithDescendants, owner, problemResponse, tenant } from './support/responses.ts';

/** A client whose transport returns these responses in order, and the requests that it sent. */
function clientOf(...responses: (WireResponse | Error)[]) {
  const sent: WireRequest[] = [];
  const backoffs: number[] = [];
  const client = createAdminClient(async (request) => {
    sent.push(request);
    const next = responses.shift();
    if (!next) throw new Error('the test has no further response');
    if (next instanceof Error) throw next;
    return next;
  }, immediateRetries(backoffs));
  return { client, sent, backoffs };
}

function response(body: unknown, status = 200): WireResponse {
  return { status, text: JSON.stringify(body) };
}

const unreachable = new UnreachableError('https://api.example.com', new Error('no connection'));
const revoked = { ...key, cascade: null };
const showKey = { params: { tenant: 'acme', key: key.id } };

it('sends an operation by its route, with its parameters in the path', async () => {
  const { client, sent } = clientOf(response(owner));
  await client.call('deactivateOwner', { params: { tenant: 'acme', owner: 'team:a' } });
  expect(sent).toEqual([
    { method: 'POST', path: '/admin/v1/tenants/acme/owners/team:a/deactivate', query: {}, body: undefined },
  ]);
});

it('sends only the given fields, because the server sets the defaults', async () => {
  const { client, sent } = clientOf(response({ items: [], next: null }), response(revoked));
  await client.call('listKeys', { params: { tenant: 'acme' } });
  await client.call('revokeKey', showKey);
  expect(sent.map(({ query, body }) => ({ query, body }))).toEqual([
    { query: {}, body: undefined },
    { query: {}, body: undefined },
  ]);
});

it('returns the response with the type and the content of the contract', async () => {
  const { client } = clientOf(response(keyWithDescendants));
  const shown = await client.call('showKey', showKey);
  expectTypeOf(shown).toEqualTypeOf<z.output<typeof keyWithDescendantsView>>();
  expectTypeOf<AdminResponse<'showKey'>>().toEqualTypeOf<z.output<typeof keyWithDescendantsView>>();
  expect(shown).toEqual(keyWithDescendants);
});

it.each([
  [
    'a tenant that could leave its path segment',
    { tenant: '../other', key: key.id },
    'tenant',
    "received '../other'",
  ],
  [
    'a key id of 2 KB',
    { tenant: 'acme', key: 'k'.repeat(2048) },
    'key',
    'received a masked string of 2048 characters',
  ],
])(
  'does not send %s, and the error names the field and the received value',
  async (_, params, path, received) => {
    const { client, sent } = clientOf();
    const error = await client.call('showKey', { params }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ issues: [{ path, message: expect.stringContaining(received) }] });
    expect(sent).toEqual([]);
  },
);

it('ignores the fields that a newer version of the API adds', async () => {
  const { client } = clientOf(
    response({ items: [{ ...key, added: { later: true } }], next: null, added: 1 }),
  );
  const page = await client.call('listKeys', { params: { tenant: 'acme' } });
  expect(page).toEqual({ items: [key], next: null });
});

it('keeps the kinds of limits that a newer version of the API uses, and shows their names', async () => {
  const limits = [
    { name: 'parallel', kind: 'concurrency', onFailure: 'deny', max: 3 },
    {
      name: 'weekly',
      kind: 'quota',
      onFailure: 'deny',
      leaseSeconds: null,
      max: 9,
      period: { unit: 'week' },
    },
  ];
  const { client } = clientOf(response({ ...keyWithDescendants, limits }));
  const params = { tenant: 'acme', key: key.id };
  const shown = await client.call('showKey', { params });
  expect(shown.limits).toEqual(limits);
  expect(limitsText(shown.limits)).toBe('parallel: concurrency; weekly: 9 requests per week');
});

it('keeps the names that a newer version of the API uses', async () => {
  const newer = { ...key, status: 'quarantined', boundBy: 'team' };
  const { client } = clientOf(response({ items: [newer, key], next: null }));
  const page = await client.call('listKeys', { params: { tenant: 'acme' } });
  expect(page).toEqual({ items: [newer, key], next: null });
});

it('does not send a body with the replacement character, and the error names the field and the character', async () => {
  const { client, sent } = clientOf();
  const body = { id: 'acme', name: 'Acme \ufffd' };
  const error = await client.call('createTenant', { body }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error).toMatchObject({
    issues: [{ path: 'body.name', message: expect.stringContaining('U+FFFD') }],
  });
  expect(sent).toEqual([]);
});

it('never includes a value to verify in an error', async () => {
  const value = `pst_live_${'s'.repeat(5000)}`;
  const { client } = clientOf();
  const call = client.call('verify', { params: { tenant: 'acme' }, body: { value } });
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(String(error) + JSON.stringify(error)).not.toContain('sss');
});

it('throws problem details as a typed error', async () => {
  const issues = [{ path: 'name', message: 'must be at most 100 characters' }];
  const { client } = clientOf(problemResponse('invalid-request', { detail: 'look at the name', issues }));
  const error = await client.call('revokeKey', showKey).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ code: 'invalid-request', status: 400, detail: 'look at the name', issues });
});

it.each([403, 404, 503])(
  'throws an error with the status of a response %s of the gateway itself',
  async (status) => {
    const { client } = clientOf(response({ message: 'No' }, status));
    const error = await client.call('revokeKey', showKey).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ status });
  },
);

it.each([
  ['a body that is not JSON', { status: 200, text: '<html>secret</html>' }],
  ['a field of another type', response({ ...key, permissions: 'secret' })],
  ['a field of another type and a new name', response({ ...key, status: 'secret', permissions: 'secret' })],
  ['a name of another type', response({ ...key, status: ['secret'] })],
  ['another status than the contract', response(key, 201)],
])('rejects %s as an unexpected response, and the error does not contain it', async (_, unexpected) => {
  const { client } = clientOf(unexpected);
  const error = await client.call('revokeKey', showKey).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnexpectedResponseError);
  expect(String(error)).not.toContain('secret');
});

it.each([
  ['an outage', () => unreachable],
  ['a failure', () => response({ message: 'Internal Server Error' }, 500)],
])('retries a read at most twice after %s', async (_, failure) => {
  const recovered = clientOf(failure(), failure(), response(keyWithDescendants));
  expect(await recovered.client.call('showKey', showKey)).toEqual(keyWithDescendants);
  expect(recovered.backoffs).toEqual([0, 1]);

  const failing = clientOf(failure(), failure(), failure());
  await expect(failing.client.call('showKey', showKey)).rejects.toThrow();
  expect(failing.sent).toHaveLength(3);
});

it('retries every request that API Gateway throttled, because the API did not receive it', async () => {
  const throttled = response({ message: 'Too Many Requests' }, 429);
  const { client, sent } = clientOf(throttled, throttled, response(revoked));
  expect(await client.call('revokeKey', showKey)).toEqual(revoked);
  expect(sent).toHaveLength(3);

  const failing = clientOf(throttled, throttled, throttled);
  await expect(failing.client.call('revokeKey', showKey)).rejects.toMatchObject({ status: 429 });
});

it('does not retry a limit of the API itself, which lasts for minutes', async () => {
  const { client, sent } = clientOf(problemResponse('rotation-too-frequent'));
  await expect(client.call('revokeKey', showKey)).rejects.toMatchObject({ code: 'rotation-too-frequent' });
  expect(sent).toHaveLength(1);
});

it('stops retrying a deployment that keeps failing, because all requests share a quota', async () => {
  const failures = Array.from({ length: 300 }, () => response({ message: 'Internal Server Error' }, 500));
  const { client, sent } = clientOf(...failures);
  for (let call = 0; call < 100; call += 1) await client.call('showKey', showKey).catch(() => undefined);
  expect(sent.length).toBeLessThan(150);
});

it('does not retry a rejected read', async () => {
  const { client, sent } = clientOf(problemResponse('not-found'));
  await expect(client.call('showKey', showKey)).rejects.toThrow(ProblemError);
  expect(sent).toHaveLength(1);
});

it.each([
  ['an outage', unreachable],
  ['a failure', problemResponse('unavailable')],
])('does not retry a change after %s', async (_, failure) => {
  const { client, sent } = clientOf(failure);
  await expect(client.call('revokeKey', showKey)).rejects.toThrow();
  expect(sent).toHaveLength(1);
});

it.each([
  ['an outage', unreachable],
  ['a failure', problemResponse('unavailable')],
])('retries a creation at most twice after %s, with the same Idempotency-Key', async (_, failure) => {
  const { client, sent } = clientOf(failure, failure, response(tenant, 201));
  expect(await client.call('createTenant', { body: { id: 'acme' } })).toEqual(tenant);
  expect(sent).toHaveLength(3);
  expect(sent[0]?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

it('sends a new or the given Idempotency-Key with each creation, and none with other requests', async () => {
  const { client, sent } = clientOf(
    response(tenant, 201),
    response(tenant, 201),
    response(tenant, 201),
    response(revoked),
  );
  await client.call('createTenant', { body: { id: 'acme' } });
  await client.call('createTenant', { body: { id: 'acme' } });
  await client.call('createTenant', { body: { id: 'acme' }, idempotencyKey: 'build:42' });
  await client.call('revokeKey', showKey);
  const [first, second, given, none] = sent.map(({ idempotencyKey }) => idempotencyKey);
  expect(first).not.toBe(second);
  expect([given, none]).toEqual(['build:42', undefined]);
});

it.each(['', 'a,b', 'a b', 'k'.repeat(129)])(
  'does not send the Idempotency-Key %j',
  async (idempotencyKey) => {
    const { client, sent } = clientOf();
    const call = client.call('createTenant', { body: { id: 'acme' }, idempotencyKey });
    await expect(call).rejects.toThrow(InvalidRequestError);
    expect(sent).toEqual([]);
  },
);

it('names a key whose value was lost in the error, so that it can be revoked', async () => {
  const lost = { status: 409, title: 'Lost', type: 'about:blank', code: 'value-unavailable' };
  const { client } = clientOf(unreachable, response({ ...lost, key: { tenant: 'acme', id: key.id } }, 409));
  const call = client.call('createKey', { params: { tenant: 'acme' }, body: { owner: 'app' } });
  await expect(call).rejects.toMatchObject({
    code: 'value-unavailable',
    key: { tenant: 'acme', id: key.id },
  });
});

it('reads a listing to its end by its cursors', async () => {
  const { client, sent } = clientOf(
    response({ items: [tenant], next: 'page-2' }),
    response({ items: [{ ...tenant, id: 'beta' }], next: null }),
  );
  const tenants = await readAll((cursor) => client.call('listTenants', { query: { cursor } }));
  expect(tenants.map(({ id }) => id)).toEqual(['acme', 'beta']);
  expect(sent.map(({ query }) => query)).toEqual([{}, { cursor: 'page-2' }]);
});
