import { expect, it } from 'vitest';
import { keyItemKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { measure } from '../../../scripts/cost/measured.ts';
import { itemBytes } from '../../../scripts/cost/stored-bytes.ts';

it('counts an item as DynamoDB does', () => {
  const { pk, sk } = keyItemKey('abc');
  // pk key#abc, sk key · ids: 3, each element 1 and its text · n: two digits a byte, and one
  expect(itemBytes({ pk: { S: pk }, sk: { S: sk } })).toBe(2 + 7 + 2 + 3);
  expect(itemBytes({ ids: { L: [{ S: 'ab' }, { S: 'c' }] } })).toBe(3 + 3 + 1 + 2 + 1 + 1);
  expect(itemBytes({ n: { N: '1234' } })).toBe(1 + 3);
  expect(itemBytes({ m: { M: { a: { S: 'x' } } } })).toBe(1 + 3 + 1 + 1 + 1);
});

it('keeps a decision line short, because every request pays for it', () => {
  const { allowedLog, keyInTable, keyInIndexes } = measure();
  expect(allowedLog).toBeGreaterThan(200);
  expect(allowedLog).toBeLessThan(350);
  expect(keyInIndexes).toBeGreaterThan(keyInTable / 2);
});
