import type { Page, PageRequest } from './store.ts';

/** Rows of a page where the caller names no other number. */
const PAGE_SIZE = 100;

type List<Item> = (page: PageRequest) => Promise<Page<Item> | 'invalid-cursor'>;

/** Reads a listing page by page to its end. @throws Error if the listing does not know its own cursor */
export async function* paginate<Item>(list: List<Item>, limit = PAGE_SIZE): AsyncGenerator<readonly Item[]> {
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit });
    if (page === 'invalid-cursor') throw new Error('the cursor of the page before must be good');
    yield page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** The same, item by item. */
export async function* paginateItems<Item>(list: List<Item>, limit = PAGE_SIZE): AsyncGenerator<Item> {
  for await (const items of paginate(list, limit)) yield* items;
}
