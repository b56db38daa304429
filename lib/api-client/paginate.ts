interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Reads a listing to its end; `readPage` gets the cursor of the page to read, undefined for the first. */
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
