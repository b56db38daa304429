import type { Row } from './rows.ts';

/** The result of one test. */
export interface TestResult {
  readonly title: string;
  readonly passed: boolean;
}

export const STATUSES = ['pass', 'fail', 'not yet'] as const;
export type RowStatus = (typeof STATUSES)[number];

/** The result of one row. */
export interface RowResult extends Row {
  readonly status: RowStatus;
  /** The titles of its tests, without the leading row IDs. */
  readonly tests: readonly string[];
}

const IDS = /^(?:[A-Z]{2}-\d\d )+/;

/**
 * The status of each row. A failed test fails its row, even if the row awaits a feature. A row that awaits no feature
 * fails without a test.
 */
export function judge(rows: readonly Row[], tests: readonly TestResult[]): RowResult[] {
  return rows.map((row) => {
    const own = tests.filter(({ title }) => idsOf(title).includes(row.id));
    return { ...row, status: statusOf(row, own), tests: own.map(({ title }) => title.replace(IDS, '')) };
  });
}

/** The row IDs at the start of a test title, for example `MI-13 MI-15 returns …`. */
export function idsOf(title: string): readonly string[] {
  return IDS.exec(title)?.[0].trim().split(' ') ?? [];
}

function statusOf({ awaits }: Row, tests: readonly TestResult[]): RowStatus {
  if (tests.some(({ passed }) => !passed)) return 'fail';
  if (awaits !== undefined) return 'not yet';
  return tests.length > 0 ? 'pass' : 'fail';
}

/** Whether a row's ID begins with one of the comma-separated prefixes. */
export function isChosen(id: string, prefixes: string): boolean {
  return prefixes.split(',').some((prefix) => id.startsWith(prefix));
}
