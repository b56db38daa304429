import { expect, it } from 'vitest';
import {
  countAttribute,
  countsItemKey,
  decodeMonth,
} from '../../../lib/adapters/dynamodb/usage/counts-item.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';

it('decodes the counts of each day of a leap year and of other years to this day alone', () => {
  const first = dayOf(Date.UTC(2027, 0, 1));
  for (let day = first; day < first + 3 * 366; day += 1) {
    const { pk, sk } = countsItemKey({ tenant: 'acme' }, day);
    const item = { pk: { S: pk }, sk: { S: sk }, [countAttribute(day, 'allowed')]: { N: '7' } };
    expect(decodeMonth(item)).toEqual([{ day, counts: { allowed: 7 } }]);
  }
});
