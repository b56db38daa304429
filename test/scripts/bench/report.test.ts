import { expect, it } from 'vitest';
import { counted, markdownOf, missed } from '../../../scripts/bench/report.ts';

const table = {
  title: 'Verify',
  unit: '× a hash',
  rows: [
    { name: 'at its bar', median: 2.6, low: 2.5, high: 2.7, bar: 2.6 },
    { name: 'over it', median: 2.61, low: 2.6, high: 2.7, bar: 2.6 },
    { name: 'beside it', median: 411.4, low: 400, high: 420 },
    counted('reads', 1, 1),
  ],
};

it('shows each figure with its spread, and a verdict if there is a goal', () => {
  const cells = markdownOf(table)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(cells).toContainEqual(['', 'at its bar', '2.6', '2.5 to 2.7', '≤ 2.6', 'holds', '']);
  expect(cells).toContainEqual(['', 'over it', '2.61', '2.6 to 2.7', '≤ 2.6', 'missed', '']);
  expect(cells).toContainEqual(['', 'beside it', '411', '400 to 420', '', '', '']);
  expect(cells).toContainEqual(['', 'reads', '1', '', '≤ 1', 'holds', '']);
});

it('names only the goals that are not met', () => {
  expect(missed([table])).toEqual(['Verify: over it is 2.61, the goal is 2.6']);
});
