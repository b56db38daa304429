import { type Columns, itemRow, json, listing, listingLines, listingWidths, type Style } from './output.ts';

/** A page of a listing, as the API answers it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface ListFormat<Item, P> {
  readonly columns: Columns<Item>;
  /** What is printed in place of the table where there are no items; the heading alone without it. */
  readonly empty?: string;
  /** A line below the table, of its last page. */
  readonly footer?: (page: P) => string;
}

type Write = (text: string) => Promise<void>;

/** The widths of the columns are those of the first page: later rows are not waited for. */
export async function writeTable<Item, P extends Page<Item>>(
  pages: AsyncIterable<P>,
  { columns, empty, footer }: ListFormat<Item, P>,
  { style, write }: { readonly style: Style; readonly write: Write },
): Promise<void> {
  let widths: readonly number[] | undefined;
  let last: P | undefined;
  for await (const page of pages) {
    last = page;
    if (page.items.length === 0) continue;
    const rows = page.items.map((item) => itemRow(item, columns));
    const heading = widths === undefined;
    widths ??= listingWidths(rows, columns, style);
    await write(`${listingLines(rows, { columns, style, widths, heading })}\n`);
  }
  if (widths === undefined) await write(`${empty ?? listing([], columns, style)}\n`);
  if (last && footer) await write(`${footer(last)}\n`);
}

/** The same document as that of one page that holds all items; incomplete if reading fails midway. */
export async function writeJsonList<P extends Page<unknown>>(
  pages: AsyncIterable<P>,
  write: Write,
): Promise<void> {
  let begun = false;
  let any = false;
  let others: object = { next: null };
  for await (const { items, ...rest } of pages) {
    others = rest;
    if (!begun) await write('{\n  "items": [');
    begun = true;
    if (items.length === 0) continue;
    const texts = items.map((item) => indented(json(item)));
    await write(`${any ? ',' : ''}\n${texts.join(',\n')}`);
    any = true;
  }
  await write(`${any ? '\n  ' : ''}],${json(others).slice(1)}\n`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
