import { beforeAll, describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { createGoodCalls, shown } from './good-calls.ts';
import { operations } from './operations.ts';

const listings = operations.filter((each) => each.startsWith('list'));

let calls: Awaited<ReturnType<typeof createGoodCalls>>;

// Each test checks that nothing was written, so all of them share one API.
beforeAll(async () => {
  calls = await createGoodCalls();
});

const BAD_IDS = ['x'.repeat(2048), '', ' ', 'a b', 'a/b', 'acme\n', 'a#b', '-', 'é', '\u0000', '../acme'];
const badParams = operations.flatMap((operation) =>
  [...adminRoutes[operation].path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) =>
    BAD_IDS.map((value) => ({ operation, name, value, shown: shown(value) })),
  ),
);

it.each(badParams)('$operation rejects the ID $name = $shown', async ({ operation, name, value }) => {
  const call = { params: { ...calls.paramsOf(operation), [name]: value }, rawPath: '/admin/v1/anything' };
  const { status, code, issues } = await calls.rejected(operation, call);
  expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' });
  expect(issues?.map(({ path }) => path)).toEqual([`params.${name}`]);
});

it.each(operations)('%s rejects an unknown or repeated parameter', async (operation) => {
  for (const query of ['tenant=beta', '__proto__=x', 'limit=1&limit=1', 'verbose']) {
    expect(await calls.rejected(operation, { query })).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
  }
});

describe.each(listings)('%s', (operation) => {
  it.each(['0', '101', '-1', '1.5', 'x', '', 'NaN', 'Infinity', '1e400', '9007199254740993', '%00'])(
    'rejects the limit %j',
    async (limit) => {
      const { code, issues } = await calls.rejected(operation, { query: `limit=${limit}` });
      expect(code).toBe('invalid-request');
      expect(issues?.[0]).toMatchObject({ path: 'query.limit' });
    },
  );

  it.each(['', 'x', '!!!', '%00', 'e30', 'AAAA', 'x'.repeat(512), '%F0%9F%94%91', '../../acme'])(
    'rejects the cursor %j',
    async (cursor) => {
      expect(await calls.rejected(operation, { query: `cursor=${cursor}` })).toMatchObject({
        status: 400,
        code: 'invalid-cursor',
      });
    },
  );

  it('rejects a cursor that exceeds the maximum length', async () => {
    expect(await calls.rejected(operation, { query: `cursor=${'x'.repeat(513)}` })).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
  });
});
