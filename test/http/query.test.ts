import { expect, it } from 'vitest';
import { readQuery } from '../../lib/http/query.ts';

it.each([
  ['', {}],
  ['limit=5&cursor=abc', { limit: '5', cursor: 'abc' }],
  ['cursor=a%2Bb+c', { cursor: 'a+b c' }],
  ['flag', { flag: '' }],
])('a query is read by name: %j', (raw, values) => {
  expect(readQuery(raw)).toEqual({ values });
});

it.each(['limit=5&limit=6', 'limit=5&limit=5', 'limit=5&l%69mit=6', '__proto__=1&__proto__=2'])(
  'a repeated parameter is refused, however it is written: %s',
  (raw) => {
    expect(readQuery(raw)).toMatchObject({ problem: 'invalid-request' });
  },
);
