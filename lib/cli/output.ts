import { printable } from './printable.ts';
import { columnWidths, type Row, tableLines } from './table.ts';

/** Columns of a listing: a heading and the cell text of a row. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => string | null>>;

export interface Style {
  readonly bold: (text: string) => string;
  /** Whether the output is a terminal. */
  readonly terminal: boolean;
  /** Width of the terminal in characters; undefined without a terminal. */
  readonly columns: number | undefined;
}

/** The body as JSON. Characters that could control a terminal are JSON escapes. */
export function json(body: unknown): string {
  return JSON.stringify(body, null, 2).split('\n').map(printable).join('\n');
}

/** The body as JSON in one line. */
export function jsonLine(body: unknown): string {
  return printable(JSON.stringify(body));
}

/** A listing with a heading above each column, cut to the width of the terminal. */
export function listing<Item>(items: readonly Item[], columns: Columns<Item>, style: Style): string {
  const rows = items.map((item) => itemRow(item, columns));
  return listingLines(rows, { columns, style, widths: listingWidths(rows, columns, style), heading: true });
}

/** The widths of the columns of these rows, with their headings. */
export function listingWidths(
  rows: readonly Row[],
  columns: Columns<never>,
  style: Style,
): readonly number[] {
  return columnWidths([headingsOf(columns), ...rows], style.columns);
}

interface ListingFormat {
  readonly columns: Columns<never>;
  readonly style: Style;
  readonly widths: readonly number[];
  /** Whether to print the headings. */
  readonly heading: boolean;
}

/** Rows of a listing as lines, joined. */
export function listingLines(
  rows: readonly Row[],
  { columns, style, widths, heading }: ListingFormat,
): string {
  const headings = heading ? tableLines([headingsOf(columns)], widths, style.terminal) : [];
  return [...headings.map(style.bold), ...tableLines(rows, widths, style.terminal)].join('\n');
}

function headingsOf(columns: Columns<never>): Row {
  return Object.keys(columns).map((heading) => heading.toUpperCase());
}

export function itemRow<Item>(item: Item, columns: Columns<Item>): Row {
  return Object.values(columns).map((cell) => cellText(cell(item)));
}

/** The fields of a resource with their text; undefined omits the line of a field. */
export type Fields<Item> = Readonly<Record<string, (item: Item) => string | null | undefined>>;

/** Formats a resource, one line per field. */
export function details<Item>(item: Item, fields: Fields<Item>, { bold }: Style): string {
  const rows = Object.entries(fields).flatMap(([heading, cell]) => {
    const text = cell(item);
    return text === undefined ? [] : [[bold(heading), cellText(text)]];
  });
  return tableLines(rows, columnWidths(rows), false).join('\n');
}

function cellText(text: string | null): string {
  return text === null ? '-' : printable(text);
}
