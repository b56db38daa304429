import type { Page, PageRequest } from '../../../core/store.ts';
import { text } from '../attributes.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { query } from '../query.ts';
import type { Attributes, KeyTable } from '../read-item.ts';

/** A listing that lies in several partitions, each in order; positions are sort keys, unique among them all. */
export interface SortedListing<Entity> {
  /** The table itself where it is left out. */
  readonly index?: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly partitions: readonly string[];
  readonly order: 'ascending' | 'descending';
  /** All positions are between these two, which are none themselves. */
  readonly after: string;
  readonly before: string;
  /** What a position looks like: all that a cursor may hold. */
  readonly position: RegExp;
  readonly decode: (item: Attributes) => Entity;
}

/**
 * Reads one page of all partitions together, at the cost of one query for each.
 *
 * @throws UnavailableError if the table doesn't answer
 */
export async function readSorted<Entity>(
  table: KeyTable,
  listing: SortedListing<Entity>,
  { cursor, limit }: PageRequest,
): Promise<Page<Entity> | 'invalid-cursor'> {
  const last = cursor === undefined ? undefined : decodeCursor(cursor, listing.position);
  if (cursor !== undefined && last === undefined) return 'invalid-cursor';
  const isAscending = listing.order === 'ascending';
  const bounds = {
    after: isAscending ? (last ?? listing.after) : listing.after,
    before: isAscending ? listing.before : (last ?? listing.before),
  };
  if (bounds.after >= bounds.before) return { items: [], next: undefined };

  const pages = await Promise.all(
    listing.partitions.map((partition) => readPartition(table, listing, { ...bounds, partition, limit })),
  );
  const direction = isAscending ? 1 : -1;
  const sorted = pages
    .flat()
    .map((item) => ({ item, position: item[listing.sortKey]?.S ?? '' }))
    .sort((one, other) => (one.position < other.position ? -direction : direction));
  const shown = sorted.slice(0, limit);
  const next = sorted.length > limit ? shown.at(-1)?.position : undefined;
  return {
    items: shown.map(({ item }) => listing.decode(item)),
    next: next === undefined ? undefined : encodeCursor(next),
  };
}

/** One more than asked for tells whether there is a next page. BETWEEN includes its bounds, which must be left out. */
async function readPartition<Entity>(
  table: KeyTable,
  { index, partitionKey, sortKey, order }: SortedListing<Entity>,
  {
    after,
    before,
    partition,
    limit,
  }: { readonly after: string; readonly before: string; readonly partition: string; readonly limit: number },
): Promise<readonly Attributes[]> {
  const { Items = [] } = await query(table, {
    IndexName: index,
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :after AND :before',
    ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
    ExpressionAttributeValues: {
      ':partition': text(partition),
      ':after': text(after),
      ':before': text(before),
    },
    ScanIndexForward: order === 'ascending',
    // The bound itself, where it is a position, comes first.
    Limit: limit + 2,
  });
  return Items.filter((item) => item[sortKey]?.S !== after && item[sortKey]?.S !== before).slice(
    0,
    limit + 1,
  );
}
