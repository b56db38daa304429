import { withUnknown } from './read-known.ts';
import type { Page, PageRequest } from './store.ts';

/** A page that is filled from a listing of which only some entities match. */
export interface PageFilling<Read, Item> {
  readonly read: (page: PageRequest) => Promise<Page<Read> | 'invalid-cursor'>;
  /** The item of each read entity, in order; undefined if the entity does not match. */
  readonly select: (read: readonly Read[]) => Promise<Selection<Item>>;
  /** The maximum number of reads, which bounds the cost of the page if few entities match. */
  readonly maxReads: number;
}

interface Selection<Item> {
  readonly items: readonly (Item | undefined)[];
  /** The IDs of entities that could not be decoded. */
  readonly unknown?: readonly string[];
}

/** The most entities per read. */
const MAX_READ = 100;

/**
 * Reads a listing until the page is full, with a doubled size after each read, so that a page of one item does not read one
 * entity at a time. A page can be short or empty and still have a next page.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function fillPage<Read, Item>(
  { read, select, maxReads }: PageFilling<Read, Item>,
  { cursor, limit }: PageRequest,
): Promise<Page<Item> | 'invalid-cursor'> {
  const items: Item[] = [];
  const unknown: string[] = [];
  let after = cursor;
  let size = limit;
  for (let reads = 1; reads <= maxReads && items.length < limit; reads += 1) {
    const page = await read({ cursor: after, limit: size });
    if (page === 'invalid-cursor') return page;
    const selected = await select(page.items);
    const fitting = countUntilFull(selected.items, limit - items.length);
    if (fitting < page.items.length) {
      // The next page begins after the last entity of a read, so this read must end with the last item that fits.
      size = fitting;
      continue;
    }
    items.push(...selected.items.filter((item) => item !== undefined));
    unknown.push(...(page.unknown ?? []), ...(selected.unknown ?? []));
    after = page.next;
    if (after === undefined) break;
    size = Math.max(limit - items.length, Math.min(2 * size, MAX_READ));
  }
  return withUnknown({ items, next: after }, unknown);
}

/** The number of entities until so many match; all entities if no further one matches. */
function countUntilFull(items: readonly unknown[], wanted: number): number {
  const matching = items.flatMap((item, position) => (item === undefined ? [] : [position]));
  return matching.length > wanted ? (matching[wanted - 1] ?? 0) + 1 : items.length;
}
