import { printable } from './printable.ts';
import { columnWidths, type Row, tableLines } from './table.ts';

/** Columns of a listing: a heading, and what stands below it. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => string | null>>;

export interface Style {
  readonly bold: (text: string) => string;
  /** Whether a person looks: at a terminal. */
  readonly terminal: boolean;
  /** How many characters a line of the terminal takes; undefined where there is no terminal. */
  readonly columns: number | undefined;
}

/** The body itself; characters that could steer a terminal are escaped, which JSON reads back. */
export function json(body: unknown): string {
  return JSON.stringify(body, null, 2).split('\n').map(printable).join('\n');
}

/** The same in one line. */
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
  /** Whether the headings are above the rows. */
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

/** The fields of one thing, each with its text; undefined leaves out the line of a field that was not read. */
export type Fields<Item> = Readonly<Record<string, (item: Item) => string | null | undefined>>;

/** One thing, a line for each of its fields. */
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
