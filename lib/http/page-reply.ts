import type { Page } from '../core/store.ts';

/** The reply of a listing, with the view of each item. */
export function pageReply<Item, View>(page: Page<Item> | 'invalid-cursor', view: (item: Item) => View) {
  if (page === 'invalid-cursor') return { problem: 'invalid-cursor' } as const;
  return { body: { items: page.items.map((item) => view(item)), next: page.next ?? null } };
}
