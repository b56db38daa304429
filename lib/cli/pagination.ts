import { PAGE_LIMIT } from '../contracts/http/fields.ts';
import type { Cli } from './cli.ts';
import type { ListFormat, Page } from './list.ts';

export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
}

/** Options of a listing: one page, or all pages. */
export interface PageOptions {
  readonly limit?: string | undefined;
  readonly all?: true | undefined;
}

/** The largest `limit` of a page, to read all pages with the fewest requests. */
export const LARGEST_PAGE = String(PAGE_LIMIT.max);

/** Reads one page of a listing, or with `all` each page until the last. */
export async function* readPages<P extends Page<unknown>>(
  { limit, all }: PageOptions,
  readPage: (query: PageQuery) => Promise<P>,
): AsyncGenerator<P> {
  let page = await readPage({ limit: all ? LARGEST_PAGE : limit });
  yield page;
  while (all && page.next !== null) {
    page = await readPage({ cursor: page.next, limit: LARGEST_PAGE });
    yield page;
  }
}

/** Writes one page of a listing, or all pages, and reports whether more results exist. */
export async function listPages<Item, P extends Page<Item>>(
  cli: Cli,
  options: PageOptions,
  format: ListFormat<Item, P>,
  readPage: (query: PageQuery) => Promise<P>,
): Promise<void> {
  let next: string | null = null;
  let count = 0;
  const unknown: string[] = [];
  const noted = async (query: PageQuery) => {
    const page = await readPage(query);
    next = page.next;
    count += page.items.length;
    unknown.push(...(page.unknown ?? []));
    return page;
  };
  await cli.list(readPages(options, noted), format);
  if (unknown.length > 0) {
    await cli.info(
      `Unknown items: ${unknown.join(', ')}. A newer version may have written them. Deploy that version to read them.`,
    );
  }
  if (next !== null)
    await cli.info(`These are the first ${count} results, and more exist. Use --all to list all of them.`);
}
