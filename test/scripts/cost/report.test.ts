import { expect, it } from 'vitest';
import { measure } from '../../../scripts/cost/measured.ts';
import { readOptions } from '../../../scripts/cost/options.ts';
import { reportOf } from '../../../scripts/cost/report.ts';

it.each([
  ['300M', '100', 'met'],
  ['300M', '1', 'missed'],
  ['1M', '100', 'missed'],
])('at %s requests, %s per key in a window, the goal on REST is %s', (requests, perWindow, word) => {
  const given = ['--requests', requests, '--per-window', perWindow, '--per-delivery', '20'];
  const report = reportOf(readOptions(given), measure());
  expect(report).toMatch(new RegExp(`Goal ≤ 1.2 ×: ${word}\\.`));
});

it('names the region, the date of the prices and the assumptions', () => {
  const report = reportOf(readOptions([]), measure());
  expect(report).toMatch(
    /^- Region us-east-1, list prices of \d{4}-\d\d-\d\d\.\n- Assumptions: 10,000,000 answered requests a month/,
  );
  expect(report).toContain('- Idle:');
});
