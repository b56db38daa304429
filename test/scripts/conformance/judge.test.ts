import { expect, it } from 'vitest';
import { idsOf, judge } from '../../../scripts/conformance/judge.ts';
import type { Row } from '../../../scripts/conformance/rows.ts';

const row: Row = { id: 'MI-13', behaviour: 'One 401 body', evidence: 'http' };
const waiting: Row = { ...row, awaits: 'usage and logs' };

function statusOf(given: Row, ...passed: boolean[]) {
  const tests = passed.map((each) => ({ title: 'MI-13 answers alike', passed: each }));
  return judge([given], tests)[0]?.status;
}

it('a row passes with all of its tests, and fails with one of them', () => {
  expect(statusOf(row, true, true)).toBe('pass');
  expect(statusOf(row, true, false)).toBe('fail');
});

it('a row without tests has failed', () => {
  expect(statusOf(row)).toBe('fail');
});

it('a row that awaits a feature is pending unless a test of its existing part fails', () => {
  expect(statusOf(waiting)).toBe('not yet');
  expect(statusOf(waiting, true)).toBe('not yet');
  expect(statusOf(waiting, false)).toBe('fail');
});

it('a test counts for all rows at the start of its title, and for no other', () => {
  expect(idsOf('MI-13 MI-15 answers GET /api/v1/auth/me')).toEqual(['MI-13', 'MI-15']);
  expect(idsOf('answers as MI-13 says')).toEqual([]);
});
