import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillPage } from '../../lib/core/fill-page.ts';
import type { Page, PageRequest } from '../../lib/core/store.ts';

/** A listing of numbers, whose cursor is a position, and the number of its reads. */
function listingOf(numbers: readonly number[]) {
  const listing = {
    reads: 0,
    read: async ({ cursor, limit }: PageRequest): Promise<Page<number>> => {
      listing.reads += 1;
      const from = Number(cursor ?? 0);
      const next = from + limit < numbers.length ? String(from + limit) : undefined;
      return { items: numbers.slice(from, from + limit), next };
    },
  };
  return listing;
}

async function allPages(numbers: readonly number[], matches: (number: number) => boolean, limit: number) {
  const listing = listingOf(numbers);
  const select = async (read: readonly number[]) => ({
    items: read.map((number) => (matches(number) ? number : undefined)),
  });
  const pages: (readonly number[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await fillPage({ read: listing.read, select, maxReads: 20 }, { cursor, limit });
    if (page === 'invalid-cursor') throw new Error('the listing rejected its own cursor');
    pages.push(page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return { pages, reads: listing.reads };
}

it('returns each match once and in order, in pages of at most the limit, for any share of matches', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 400 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 1, max: 60 }),
      async (numbers, below, limit) => {
        const matches = (number: number) => number < below;
        const { pages } = await allPages(numbers, matches, limit);
        expect(pages.flat()).toEqual(numbers.filter(matches));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
      },
    ),
  );
});

it('reads a page once if all entities match', async () => {
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  expect(await allPages(numbers, () => true, 10)).toMatchObject({ reads: 10 });
});

it('finds one match in 1,000 entities on the first page of one item', async () => {
  const numbers = Array.from({ length: 1_000 }, (_, n) => n);
  const { pages } = await allPages(numbers, (number) => number === 999, 1);
  expect(pages).toEqual([[999]]);
});
