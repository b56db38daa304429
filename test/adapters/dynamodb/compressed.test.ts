import { expect, it } from 'vitest';
import { decodeSegment, encodeSegments } from '../../../lib/adapters/dynamodb/usage/access-log-item.ts';
import { decompressed } from '../../../lib/adapters/dynamodb/usage/compressed.ts';
import { itemBytes } from '../../../scripts/cost/stored-bytes.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';

const entry = {
  ...decided({ id: '0'.repeat(16), requestId: 'b7f3'.repeat(9) }),
  via: 'authorizer' as const,
  tenant: 'acme',
  key: 'k1',
};

it('stores a segment of one entry in few bytes, and only the fields that readers return', () => {
  const line = { ...entry, owner: 'billing-app', postern: 'decision' };
  const [segment = {}] = encodeSegments('0'.repeat(16), [line]);
  expect(itemBytes(segment)).toBeLessThan(240);
  const { ms, ...stored } = entry;
  expect(decodeSegment(segment)).toEqual({ entries: [stored], unknown: [] });
});

it('reads values that were stored before, because the dictionary must not change', () => {
  const stored = 'g3kqEeErCwNDY0szCwMQwOaZ2lgA';
  expect(decompressed({ B: Buffer.from(stored, 'base64') }, 'data')).toEqual([
    { id: 'a', atMs: NOON, outcome: 'allowed' },
  ]);
});
