import { type Columns, itemRow, json, listing, listingLines, listingWidths, type Style } from './output.ts';

/** A page of a listing, as the API returns it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  /** IDs of items that the deployment cannot read. */
  readonly unknown?: readonly string[] | undefined;
}

export interface ListFormat<Item, P> {
  readonly columns: Columns<Item>;
  /** Printed instead of the table if there are no items. Default: the heading. */
  readonly empty?: string;
  /** Returns a line below the table, from the last page. */
  readonly footer?: (page: P) => string;
}

type Write = (text: string) => Promise<void>;

/** Prints rows page by page. The first page determines the column widths, so that printing starts immediately. */
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

/** Prints one JSON document with all items, page by page. The document is incomplete if reading fails midway. */
export async function writeJsonList<P extends Page<unknown>>(
  pages: AsyncIterable<P>,
  write: Write,
): Promise<void> {
  let isStarted = false;
  let hasItems = false;
  let otherMembers: object = { next: null };
  const unknown: string[] = [];
  for await (const { items, ...rest } of pages) {
    unknown.push(...(rest.unknown ?? []));
    otherMembers = unknown.length > 0 ? { ...rest, unknown } : rest;
    if (!isStarted) await write('{\n  "items": [');
    isStarted = true;
    if (items.length === 0) continue;
    const texts = items.map((item) => indented(json(item)));
    await write(`${hasItems ? ',' : ''}\n${texts.join(',\n')}`);
    hasItems = true;
  }
  await write(`${hasItems ? '\n  ' : ''}],${json(otherMembers).slice(1)}\n`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
