import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { noBody, type Route } from '../../../lib/contracts/http/route.ts';
import { createTenantWithOwners, issue } from '../../support/acme.ts';
import { type AdminCall, createAdminApi } from './admin-api.ts';

/** A call of each operation that takes a body, with nothing wrong in it. */
const BODIES = {
  createTenant: { id: 'beta' },
  createOwner: { id: 'new', kind: 'application' },
  createKey: { owner: 'app' },
  changeKey: { name: 'nightly' },
  revokeKey: { reason: 'compromised' },
  verify: { value: 'pst_live_x' },
} as const;

const operations = Object.keys(adminRoutes).filter(isOperation);
const withBody = Object.keys(BODIES).filter(isOperation);
const withoutBody = operations.filter((each) => !withBody.includes(each));
const listings = operations.filter((each) => each.startsWith('list'));

let api: ReturnType<typeof createAdminApi>;
let params: Record<string, string>;
let stateBefore: string;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
  const { key } = await issue(api.deps);
  params = { tenant: 'acme', owner: 'app', key: key.id };
  stateBefore = api.store.dump();
});

it('every route with a body is in these tables', () => {
  const taking = operations.filter((each) => adminRoutes[each].body !== noBody);
  expect(withBody.toSorted()).toEqual(taking.toSorted());
});

it.each(operations)('%s is called well in these tables, but for the one fault', async (operation) => {
  await api.done(operation, { params: paramsOf(operation), json: bodyOf(operation) });
});

describe.each(withBody)('the body of %s', (operation) => {
  it.each([
    ['nothing but a brace', '{'],
    ['a trailing comma', '{"name":"x",}'],
    ['NaN', '{"expiresAt":NaN}'],
    ['two texts', '{}{}'],
    ['a number beyond a double', '{"metadata":{"a":1e999}}'],
    ['a million levels', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ])('is refused if it is malformed: %s', async (_, body) => {
    expect(await refused(operation, { body })).toMatchObject({ status: 400, code: 'malformed-json' });
  });

  it.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'is refused under content type %j',
    async (contentType) => {
      const headers = { 'content-type': contentType };
      expect(await refused(operation, { headers })).toMatchObject({
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
  ])('can not smuggle %s in', async (name) => {
    const json = { ...bodyOf(operation), [name]: 'acme' };
    const { code, issues } = await refused(operation, { json });
    expect(code).toBe('invalid-request');
    expect(issues).toEqual([{ path: 'body', message: expect.stringContaining('no other names') }]);
    expect(JSON.stringify(issues)).not.toContain(name === 'status' ? '"status"' : name);
  });

  it.each(['{"__proto__":{"status":"active"},', '{"metadata":{"__proto__":{"role":"app-admin"}},'])(
    'can not smuggle a prototype in: %s',
    async (head) => {
      const body = head + JSON.stringify(bodyOf(operation)).slice(1);
      expect(await refused(operation, { body })).toMatchObject({ status: 400, code: 'malformed-json' });
    },
  );

  it.each([
    ['5 MB', 5_000_000],
    ['a byte beyond 4 MiB', 4 * 1024 * 1024 + 1],
  ])('is refused at %s', async (_, size) => {
    const body = JSON.stringify({ ...bodyOf(operation), name: '' });
    const big = body.replace('"name":""', `"name":"${'x'.repeat(size - body.length)}"`);
    expect(big).toHaveLength(size);
    expect(await refused(operation, { body: big })).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it.each(['null', '[]', '[{}]', '"x"', '7', 'true'])('is refused if it is no object: %s', async (body) => {
    expect(await refused(operation, { body })).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});

it.each(withoutBody)('%s takes no body', async (operation) => {
  expect(await refused(operation, { json: {} })).toMatchObject({
    status: 400,
    code: 'invalid-request',
    issues: [{ path: 'body' }],
  });
});

const LONG = 'x'.repeat(2048);
const BAD_IDS = [LONG, '', ' ', 'a b', 'a/b', 'acme\n', 'a#b', '-', 'é', '\u0000', '../acme'];
const badParams = operations.flatMap((operation) =>
  [...adminRoutes[operation].path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) =>
    BAD_IDS.map((value) => ({ operation, name, value, shown: shown(value) })),
  ),
);

it.each(badParams)('$operation refuses the id $name = $shown', async ({ operation, name, value }) => {
  const call = { params: { ...paramsOf(operation), [name]: value }, rawPath: '/admin/v1/anything' };
  const { status, code, issues } = await refused(operation, call);
  expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' });
  expect(issues?.map(({ path }) => path)).toEqual([`params.${name}`]);
});

it.each(operations)('%s refuses an id of 2 KB as the gateway would hand it on', async (operation) => {
  const body = { ...bodyOf(operation), id: LONG, owner: LONG };
  const call = operation in BODIES ? { json: body } : { query: `id=${LONG}` };
  expect(await refused(operation, call)).toMatchObject({ status: 400, code: 'invalid-request' });
});

it.each(operations)('%s refuses an unknown or repeated parameter', async (operation) => {
  for (const query of ['tenant=beta', '__proto__=x', 'limit=1&limit=1', 'verbose']) {
    expect(await refused(operation, { query })).toMatchObject({ status: 400, code: 'invalid-request' });
  }
});

describe.each(listings)('%s', (operation) => {
  it.each(['0', '101', '-1', '1.5', 'x', '', 'NaN', 'Infinity', '1e400', '9007199254740993', '%00'])(
    'refuses the limit %j',
    async (limit) => {
      const { code, issues } = await refused(operation, { query: `limit=${limit}` });
      expect(code).toBe('invalid-request');
      expect(issues?.[0]).toMatchObject({ path: 'query.limit' });
    },
  );

  it.each(['', 'x', '!!!', '%00', 'e30', 'AAAA', 'x'.repeat(512), '%F0%9F%94%91', '../../acme'])(
    'refuses the cursor %j',
    async (cursor) => {
      expect(await refused(operation, { query: `cursor=${cursor}` })).toMatchObject({
        status: 400,
        code: 'invalid-cursor',
      });
    },
  );

  it('refuses a cursor that is too long to be ours', async () => {
    expect(await refused(operation, { query: `cursor=${'x'.repeat(513)}` })).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
  });
});

const badFields: readonly (readonly [AdminOperation, string, readonly unknown[]])[] = [
  [
    'createKey',
    'expiresAt',
    [
      'NaN',
      2 ** 53,
      0,
      '',
      '2027-01-31',
      '2027-12-31T00:00:00Z',
      '2028-01-01T00:00:00.000+01:00',
      '2027-02-30T00:00:00.000Z',
      '9007199254740992',
      '+012345-01-01T00:00:00.000Z',
      'tomorrow',
      {},
    ],
  ],
  ['changeKey', 'expiresAt', [2 ** 53, -1, '2027-12-31', '2027-12-31T24:00:00.000Z', true, []]],
  ['createKey', 'name', ['', ' ', 'x'.repeat(101), '🔑'.repeat(101), 7, {}, ['x']]],
  ['changeKey', 'name', ['', 'x'.repeat(101), 7]],
  ['createTenant', 'name', ['', '🔑'.repeat(101), 7]],
  [
    'createTenant',
    'id',
    [LONG, '', 'Acme', '-acme', 'acme-', 'a.b', 'a_b', 'x'.repeat(64), 7, null, 'é', 'acme\n'],
  ],
  ['createOwner', 'id', [LONG, '', 'Ann', '-ann', 'x'.repeat(64), 7, null, 'a b', 'a#b', 'ann\n']],
  ['createKey', 'owner', [LONG, '', 'Ann', 7, null, 'a#b']],
  ['createKey', 'environment', [LONG, '', 'Live', 7, null]],
  ['createKey', 'boundBy', ['nobody', null, '']],
  [
    'createKey',
    'permissions',
    [
      [],
      null,
      'read',
      [''],
      ['Read'],
      ['*'],
      ['read', 'read'],
      [7],
      ['a*'],
      ['x'.repeat(64)],
      manyPermissions(33),
      manyPermissions(100_000),
    ],
  ],
  ['changeKey', 'permissions', [[], null, ['*'], ['orders:**'], manyPermissions(33)]],
  ['createKey', 'metadata', [null, [], 'x', { a: 'x'.repeat(1024) }, { a: 'é'.repeat(510) }, deep(17)]],
  ['changeKey', 'metadata', [null, [], { a: 'x'.repeat(1024) }]],
  ['revokeKey', 'reason', ['', 'gone', null, 7]],
  ['verify', 'value', ['x'.repeat(4097), 7, null, ['x']]],
  ['verify', 'permission', ['', '*', 'Read', null, 7, LONG]],
];

const badCases = badFields.flatMap(([operation, name, values]) =>
  values.map((value) => ({ operation, name, value, shown: shown(value) })),
);

it.each(badCases)('$operation refuses $name = $shown', async ({ operation, name, value }) => {
  const call = { json: { ...bodyOf(operation), [name]: value } };
  expect((await refused(operation, call)).status).toBe(400);
});

it('an answer names a few of a hundred thousand faults and stays small', async () => {
  const permissions = Array.from({ length: 100_000 }, (_, index) => `NOT ALLOWED ${index}`);
  const { body } = await api.call('createKey', {
    params: paramsOf('createKey'),
    json: { owner: 'app', permissions },
  });
  expect(body.length).toBeLessThan(4096);
});

it('whatever is sent to whatever route: never a 5xx, always by contract, and a refusal never repeats it', async () => {
  const marker = 'QxJunkxQ';
  const junk = fc
    .oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' }))
    .map((text) => text.replaceAll('"', `"${marker}`));
  const near = fc
    .dictionary(
      fc.constantFrom(
        'id',
        'owner',
        'name',
        'kind',
        'role',
        'permissions',
        'expiresAt',
        'metadata',
        'reason',
        'value',
        marker,
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom('acme', 'app', 'person', marker),
        fc.constant([marker]),
        fc.constant({ [marker]: marker }),
      ),
    )
    .map((body) => JSON.stringify(body));
  const property = fc.asyncProperty(
    fc.constantFrom(...operations),
    fc.option(fc.oneof(junk, near), { nil: undefined }),
    fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map((query) => `${query}&${marker}=${marker}`),
    ),
    fc.boolean(),
    async (operation, body, query, isBase64Encoded) => {
      const call = {
        params: paramsOf(operation),
        query,
        isBase64Encoded,
        ...(body !== undefined && { body }),
      };
      const { statusCode, body: answer } = await api.call(operation, call);
      expect(statusCode, answer).toBeLessThan(500);
      if (statusCode >= 400) expect(answer).not.toContain(marker);
      expect(api.logged).toEqual([]);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

/** Calls with the operation's own good parameters and body but for `fault`; nothing may be written. */
async function refused(operation: AdminOperation, fault: AdminCall) {
  const json = 'body' in fault ? undefined : bodyOf(operation);
  const answer = await api.refused(operation, { params: paramsOf(operation), json, ...fault });
  expect(answer.status).toBeLessThan(500);
  expect(api.store.dump()).toBe(stateBefore);
  return answer;
}

function paramsOf(operation: AdminOperation): Record<string, string> {
  const { path } = adminRoutes[operation];
  return Object.fromEntries(Object.entries(params).filter(([name]) => path.includes(`{${name}}`)));
}

function bodyOf(operation: AdminOperation): object | undefined {
  return Object.entries(BODIES).find(([name]) => name === operation)?.[1];
}

function isOperation(name: string): name is AdminOperation {
  const routes: Readonly<Record<string, Route>> = adminRoutes;
  return routes[name] !== undefined;
}

function manyPermissions(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `p${index}`);
}

function deep(levels: number): object {
  return levels === 0 ? {} : { a: deep(levels - 1) };
}

/** Short enough for a test's name. */
function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 40);
}
