import { beforeAll, expect, it } from 'vitest';
import type { AdminOperation } from '../../../lib/contracts/http/admin.ts';
import { bodyOf, createGoodCalls, shown } from './good-calls.ts';

let calls: Awaited<ReturnType<typeof createGoodCalls>>;

// Each test checks that nothing was written, so all of them share one API.
beforeAll(async () => {
  calls = await createGoodCalls();
});

const LONG = 'x'.repeat(2048);

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
      '2027-12-31T00:00Z',
      '2027-12-31T00:00:00',
      '2027-02-30T00:00:00.000Z',
      '9007199254740992',
      '+012345-01-01T00:00:00.000Z',
      'tomorrow',
      {},
    ],
  ],
  ['updateKey', 'expiresAt', [2 ** 53, -1, '2027-12-31', '2027-12-31T24:00:00.000Z', true, []]],
  ['createKey', 'name', ['', ' ', 'x'.repeat(101), '🔑'.repeat(101), 7, {}, ['x']]],
  ['updateKey', 'name', ['', 'x'.repeat(101), 7]],
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
  ['updateKey', 'permissions', [[], null, ['*'], ['orders:**'], manyPermissions(33)]],
  ['createKey', 'metadata', [null, [], 'x', { a: 'x'.repeat(1024) }, { a: 'é'.repeat(510) }]],
  ['updateKey', 'metadata', [null, [], { a: 'x'.repeat(1024) }]],
  ['revokeKey', 'reason', ['', 'gone', null, 7]],
  ['verify', 'value', ['x'.repeat(4097), 7, null, ['x']]],
  ['verify', 'permission', ['', '*', 'Read', null, 7, LONG]],
];

const badCases = badFields.flatMap(([operation, name, values]) =>
  values.map((value) => ({ operation, name, value, shown: shown(value) })),
);

it.each(badCases)('$operation rejects $name = $shown', async ({ operation, name, value }) => {
  const call = { json: { ...bodyOf(operation), [name]: value } };
  const { code, issues } = await calls.rejected(operation, call);
  expect(code).toBe('invalid-request');
  for (const { path } of issues ?? []) expect(`${path}.`).toContain(`body.${name}.`);
});

it('limits the size of a response to a hundred thousand invalid fields', async () => {
  const permissions = Array.from({ length: 100_000 }, (_, index) => `NOT ALLOWED ${index}`);
  const { body } = await calls.api.call('createKey', {
    params: calls.paramsOf('createKey'),
    json: { owner: 'app', permissions },
  });
  expect(body.length).toBeLessThan(4096);
});

function manyPermissions(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `p${index}`);
}
