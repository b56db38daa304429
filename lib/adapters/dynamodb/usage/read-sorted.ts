import type { Page, PageRequest } from '../../../core/store.ts';
import { text } from '../attributes.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { decodeRows } from '../decode-rows.ts';
import type { Attributes } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';

/** An ascending listing over several partitions of an index. Positions are sort keys, unique across the partitions. */
export interface SortedListing<Entity> {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly partitions: readonly string[];
  /** All positions are between these two exclusive bounds. */
  readonly after: string;
  readonly before: string;
  /** The form of a position, which a cursor must match. */
  readonly position: RegExp;
  readonly decode: (item: Attributes) => Entity;
}

/**
 * Reads one page of the merged partitions, at the cost of one query for each partition.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readSorted<Entity>(
  table: KeyTable,
  listing: SortedListing<Entity>,
  { cursor, limit }: PageRequest,
): Promise<Page<Entity> | 'invalid-cursor'> {
  const last = cursor === undefined ? undefined : decodeCursor(cursor, listing.position);
  if (cursor !== undefined && last === undefined) return 'invalid-cursor';
  // A cursor of a larger listing can be before all positions of this one.
  const after = last === undefined || last < listing.after ? listing.after : last;
  const bounds = { after, before: listing.before };
  if (bounds.after >= bounds.before) return { items: [], next: undefined };

  const pages = await Promise.all(
    listing.partitions.map((partition) => readPartition(table, listing, { ...bounds, partition, limit })),
  );
  const sorted = pages
    .flat()
    .map((item) => ({ item, position: item[listing.sortKey]?.S ?? '' }))
    .sort((one, other) => (one.position < other.position ? -1 : 1));
  const shown = sorted.slice(0, limit);
  const next = sorted.length > limit ? shown.at(-1)?.position : undefined;
  return {
    ...decodeRows(
      shown.map(({ item }) => item),
      listing.sortKey,
      listing.decode,
    ),
    next: next === undefined ? undefined : encodeCursor(next),
  };
}

/** Reads one item more than requested to detect a next page. BETWEEN includes its bounds, which must be excluded. */
async function readPartition<Entity>(
  table: KeyTable,
  { index, partitionKey, sortKey }: SortedListing<Entity>,
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
    // If the bound is a position, its item comes first.
    Limit: limit + 2,
  });
  return Items.filter((item) => item[sortKey]?.S !== after && item[sortKey]?.S !== before).slice(
    0,
    limit + 1,
  );
}
