import type { Page, PageRequest } from '../../../../lib/core/store.ts';
import type { Names } from './names.ts';
import { isSame, sorted } from './reference/state.ts';
import { snapshot } from './snapshot.ts';

export function expectSame(what: string, expected: unknown, actual: unknown): void {
  if (isSame(expected, actual)) return;
  throw new Error(
    `${what}: expected ${JSON.stringify(sorted(expected))}\n  found ${JSON.stringify(sorted(actual))}`,
  );
}

/** Expects numbers in ascending order. */
export function expectSorted(what: string, numbers: readonly number[]): void {
  expectSame(
    `${what}, in order`,
    numbers.toSorted((one, other) => one - other),
    numbers,
  );
}

/** Compares a listing with the entities of the model, in any order. */
export function comparison(names: Names) {
  const none = { tenants: new Map(), owners: new Map(), keys: new Map(), sessions: new Map() };
  const plain = (listed: readonly object[]) => Object.values(snapshot(none, listed, names, true)).at(-1);
  return (what: string, expected: readonly object[], actual: readonly object[]) =>
    expectSame(what, plain(expected), plain(actual));
}

/** All pages of a listing. */
export async function walk<Item>(
  list: (page: PageRequest) => Promise<Page<Item> | 'invalid-cursor'>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await list({ cursor, limit: 3 });
    if (page === 'invalid-cursor') throw new Error('a listing rejects its own cursor');
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
}
