import { columnWidths, tableLines } from '../../lib/cli/table.ts';
import { type RowResult, STATUSES } from './judge.ts';

/** One line per row: ID, status, kind of evidence and the test that shows it. */
export function lines(results: readonly RowResult[]): string {
  const rows = results.map((result) => [result.id, result.status, result.evidence, testOf(result)]);
  return `${tableLines(rows, columnWidths(rows), false).join('\n')}\n\n${summary(results)}\n`;
}

/** The counts of all statuses: `55 pass, 0 fail, 21 not yet`. */
export function summary(results: readonly RowResult[]): string {
  return STATUSES.map(
    (status) => `${results.filter((each) => each.status === status).length} ${status}`,
  ).join(', ');
}

/** The first test of a row, the number of other tests, and the feature that the row awaits. */
export function testOf({ tests: [first, ...more], awaits }: RowResult): string {
  const shown = first === undefined ? '' : more.length > 0 ? `${first} (+${more.length} more)` : first;
  const awaited = awaits === undefined ? '' : `awaits ${awaits}`;
  return [shown, awaited].filter((part) => part).join('; ') || 'no test';
}
