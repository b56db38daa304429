import type { Summary } from './samples.ts';

/** A line of the report. */
export interface Row extends Summary {
  readonly name: string;
  /** Upper limit; undefined for informational figures. */
  readonly bar?: number;
}

export interface Table {
  readonly title: string;
  /** Unit of the figures: `× one SHA-256`, `bytes`. */
  readonly unit: string;
  readonly rows: readonly Row[];
}

/** Returns a row for a count, without a spread. */
export function counted(name: string, value: number, bar?: number): Row {
  return { name, median: value, low: value, high: value, bar };
}

/** Formats a table as Markdown that is aligned for a terminal. */
export function markdownOf({ title, unit, rows }: Table): string {
  const cells = [['', unit, 'spread', 'goal', 'verdict'], ...rows.map(cellsOf)];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => '-'.repeat(width));
  return [`### ${title}`, '', ...[head, rule, ...body].map(lineOf), ''].join('\n');
}

/** Describes the missed targets. */
export function missed(tables: readonly Table[]): string[] {
  return tables.flatMap(({ title, rows }) =>
    rows
      .filter((row) => !holds(row))
      .map(({ name, median, bar }) => {
        return `${title}: ${name} is ${figure(median)}, the goal is ${figure(bar ?? 0)}`;
      }),
  );
}

function holds({ median, bar }: Row): boolean {
  return bar === undefined || median <= bar;
}

function cellsOf(row: Row): string[] {
  const { name, median, low, high, bar } = row;
  const spread = low === high ? '' : `${figure(low)} to ${figure(high)}`;
  if (bar === undefined) return [name, figure(median), spread, '', ''];
  return [name, figure(median), spread, `≤ ${figure(bar)}`, holds(row) ? 'holds' : 'missed'];
}

function figure(value: number): string {
  const decimals = Number.isInteger(value) || value >= 100 ? 0 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: decimals });
}
