import type { Page } from '../core/store.ts';

/** The reply of a listing, with the view of each item. */
export function pageReply<Item, View>(page: Page<Item> | 'invalid-cursor', view: (item: Item) => View) {
  if (page === 'invalid-cursor') return { problem: 'invalid-cursor' } as const;
  return { body: { items: page.items.map((item) => view(item)), ...pageEnd(page) } };
}

/** The members of a page beside its items. */
export function pageEnd({ next, unknown }: Omit<Page<unknown>, 'items'>) {
  return { next: next ?? null, ...(unknown && { unknown: [...unknown] }) };
}
