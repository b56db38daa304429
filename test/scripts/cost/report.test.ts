import { expect, it } from 'vitest';
import { measure } from '../../../scripts/cost/measured.ts';
import { readOptions } from '../../../scripts/cost/options.ts';
import { reportOf } from '../../../scripts/cost/report.ts';

it.each(['busy', 'quiet', 'batch'])('states the ratio and the goal of %s traffic', (traffic) => {
  const report = reportOf(readOptions(['--requests', '100M', '--traffic', traffic]), measure());
  expect(report).toMatch(/Goal ≤ 1\.[25] ×: (met|missed)\./);
  expect(report).toContain(`${traffic} traffic`);
});

it('names the region, the date of the prices and the assumptions', () => {
  const report = reportOf(readOptions([]), measure());
  expect(report).toMatch(
    /^- Region us-east-1, list prices of \d{4}-\d\d-\d\d, without free tiers\.\n- Assumptions: 10,000,000 answered requests a month/,
  );
  expect(report).toContain('- Idle:');
});
