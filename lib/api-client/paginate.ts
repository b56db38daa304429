interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Reads a page of a listing by its cursor, which is undefined for the first page. */
export type ReadPage<Item> = (cursor: string | undefined) => Promise<Page<Item>>;

/**
 * Iterates over the items of a listing. Each page is read when its first item is needed:
 * `for await (const key of paginate((cursor) => client.call('listKeys', { params, query: { cursor } })))`.
 */
export async function* paginate<Item>(readPage: ReadPage<Item>): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** All items of a listing. */
export async function readAll<Item>(readPage: ReadPage<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of paginate(readPage)) items.push(item);
  return items;
}
