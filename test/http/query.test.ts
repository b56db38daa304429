import { expect, it } from 'vitest';
import * as z from 'zod';
import { readQuery } from '../../lib/http/query.ts';

const declared = z.object({ limit: z.string(), cursor: z.string(), flag: z.string() });

it.each([
  ['', {}],
  ['limit=5&cursor=abc', { limit: '5', cursor: 'abc' }],
  ['cursor=a%2Bb+c', { cursor: 'a+b c' }],
  ['flag', { flag: '' }],
  ['other=1&limit=5&other=2', { limit: '5', other: '2' }],
])('parses a query by name: %j', (raw, values) => {
  expect(readQuery(raw, declared)).toEqual({ values });
});

it.each(['limit=5&limit=6', 'limit=5&limit=5', 'limit=5&l%69mit=6', 'limit=5&other=1&limit='])(
  'rejects a repeated parameter of the route in any encoding: %s',
  (raw) => {
    expect(readQuery(raw, declared)).toMatchObject({ problem: 'invalid-request' });
  },
);

it('treats a repeated prototype name like any other name', () => {
  const read = readQuery('__proto__=1&__proto__=2', declared);
  expect(Object.getPrototypeOf('values' in read ? read.values : {})).toBe(Object.prototype);
});
