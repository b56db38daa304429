interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** All items of a listing. `readPage` receives the cursor of a page, undefined for the first page. */
export async function paginate<Item>(
  readPage: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
