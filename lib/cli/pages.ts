import { allItems } from '../api-client/all-items.ts';
import type { Cli } from './cli.ts';
import { type Columns, listing } from './output.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
}

const LARGEST_PAGE = '100';

/** Answers with one page of a listing, or with all of it. */
export async function listPages<Item>(
  cli: Cli,
  { limit, all }: { readonly limit?: string | undefined; readonly all?: true | undefined },
  columns: Columns<Item>,
  readPage: (query: PageQuery) => Promise<Page<Item>>,
): Promise<void> {
  const page: Page<Item> = all
    ? { items: await allItems((cursor) => readPage({ cursor, limit: LARGEST_PAGE })), next: null }
    : await readPage({ limit });
  await cli.answer(page, ({ items }, style) => listing(items, columns, style));
  if (page.next !== null) await cli.remark('There are more: add --all to see them.');
}
