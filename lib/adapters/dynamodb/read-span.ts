import type { Page, PageRequest, TimeSpan } from '../../core/store.ts';
import { isoInstant } from './attributes.ts';
import { encodeCursor } from './cursor.ts';
import type { KeyTable } from './read-item.ts';
import { type Listing, readPage } from './read-page.ts';

/** A listing in the order of a time, with the span of that time. */
export interface TimedListing<Entity> extends Listing<Entity> {
  readonly span: TimeSpan;
  /** Null only for entities that the listing never contains. */
  readonly timeOf: (entity: Entity) => number | null;
}

/**
 * Reads one page of the entities in a time span. It reads nothing before the span and nothing after the page that ends it.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readSpan<Entity>(
  table: KeyTable,
  listing: TimedListing<Entity>,
  { cursor = beginning(listing), limit }: PageRequest,
): Promise<Page<Entity> | 'invalid-cursor'> {
  const page = await readPage(table, listing, { cursor, limit });
  return page === 'invalid-cursor' ? page : within(page, listing);
}

/** The position before all entities of the span; undefined for the beginning of the listing. */
export function beginning<Entity>({ order, span }: TimedListing<Entity>): string | undefined {
  const startMs = order === 'ascending' ? span.fromMs : span.toMs;
  return startMs === undefined ? undefined : encodeCursor(`${isoInstant(startMs)}#0`);
}

/** The part of a page that is in the span. A page that passes the end of the span is the last one. */
export function within<Entity>(
  page: Page<Entity>,
  {
    order,
    timeOf,
    span: { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY },
  }: TimedListing<Entity>,
): Page<Entity> {
  const isPast = (ms: number) => (order === 'ascending' ? ms >= toMs : ms < fromMs);
  const times = page.items.map((item) => timeOf(item) ?? Number.POSITIVE_INFINITY);
  const items = page.items.filter((_, index) => {
    const ms = times[index] ?? Number.POSITIVE_INFINITY;
    return ms >= fromMs && ms < toMs;
  });
  return { ...page, items, next: times.some(isPast) ? undefined : page.next };
}
