import type { Page, PageRequest } from './store.ts';

/** The default number of items on a page. */
const PAGE_SIZE = 100;

type List<Item> = (page: PageRequest) => Promise<Page<Item> | 'invalid-cursor'>;

/** Reads all pages of a listing. @throws Error if the listing rejects its own cursor */
export async function* paginate<Item>(list: List<Item>, limit = PAGE_SIZE): AsyncGenerator<readonly Item[]> {
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit });
    if (page === 'invalid-cursor') throw new Error('the listing rejected its own cursor');
    yield page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Reads all items of a listing. */
export async function* paginateItems<Item>(list: List<Item>, limit = PAGE_SIZE): AsyncGenerator<Item> {
  for await (const items of paginate(list, limit)) yield* items;
}
