import { expect, it } from 'vitest';
import { measure } from '../../../scripts/cost/measured.ts';
import { readOptions } from '../../../scripts/cost/options.ts';
import { reportOf } from '../../../scripts/cost/report.ts';

it.each([
  ['300M', '100', 'holds'],
  ['300M', '1', 'missed'],
  ['1M', '100', 'missed'],
])('at %s requests, %s on a key in a window, the verdict on REST is: %s', (requests, perWindow, word) => {
  const given = ['--requests', requests, '--per-window', perWindow, '--per-delivery', '20'];
  const report = reportOf(readOptions(given), measure());
  expect(report).toMatch(new RegExp(`goal ≤ 1.2 ×: ${word}\\.`));
});

it('names the region, the date of the prices and what is assumed', () => {
  const report = reportOf(readOptions([]), measure());
  expect(report).toMatch(/^us-east-1, list prices of \d{4}-\d\d-\d\d; 10,000,000 answered requests a month/);
  expect(report).toContain('When nobody uses it:');
});
