import { expect, it } from 'vitest';
import {
  countAttribute,
  countsItemKey,
  decodeCounts,
} from '../../../lib/adapters/dynamodb/usage/counts-item.ts';
import { dayOf, HOURS_PER_DAY } from '../../../lib/core/usage/limits.ts';

it.each([
  ['a tenant', { tenant: 'acme' }],
  ['a key', { tenant: 'acme', key: 'k1' }],
])(
  'decodes the counts of %s on each day of a leap year and of other years to this day alone',
  (_, counted) => {
    const first = dayOf(Date.UTC(2027, 0, 1));
    for (let day = first; day < first + 3 * 366; day += 1) {
      const { pk, sk } = countsItemKey(counted, day);
      const hours = [0, 23].map((hour) => countAttribute(counted, day * HOURS_PER_DAY + hour, 'allowed'));
      const counts = Object.fromEntries([...new Set(hours)].map((name) => [name, { N: '7' }]));
      const item = { pk: { S: pk }, sk: { S: sk }, b0: { S: 'batch' }, ...counts };
      expect(decodeCounts(item)).toEqual([{ day, counts: { allowed: 7 * Object.keys(counts).length } }]);
    }
  },
);
