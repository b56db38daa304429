import type { Row } from './rows.ts';

/** A test, by its own title. */
export interface TestResult {
  readonly title: string;
  readonly passed: boolean;
}

export const STATUSES = ['pass', 'fail', 'not yet'] as const;
export type RowStatus = (typeof STATUSES)[number];

/** What came of a row. */
export interface RowResult extends Row {
  readonly status: RowStatus;
  /** The titles of its tests, without the ids that they begin with. */
  readonly tests: readonly string[];
}

const IDS = /^(?:[A-Z]{2}-\d\d )+/;

/**
 * Tells of each row whether it holds. A failed test fails its row, whatever the row awaits; a row that awaits nothing
 * needs a test.
 */
export function judge(rows: readonly Row[], tests: readonly TestResult[]): RowResult[] {
  return rows.map((row) => {
    const own = tests.filter(({ title }) => idsOf(title).includes(row.id));
    return { ...row, status: statusOf(row, own), tests: own.map(({ title }) => title.replace(IDS, '')) };
  });
}

/** The rows that a test's title begins with: `MI-13 MI-15 answers …`. */
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
