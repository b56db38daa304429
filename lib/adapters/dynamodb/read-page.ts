import type { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { text } from './attributes.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { query } from './query.ts';
import { type Attributes, type ItemKey, type KeyTable, primaryKey } from './read-item.ts';

/** One partition of an index. */
export interface Listing<Entity> {
  readonly index: (typeof KEY_TABLE.indexes)[number];
  readonly partition: string;
  readonly order: 'ascending' | 'descending';
  /** What a position in it looks like: all that a cursor may hold. */
  readonly position: RegExp;
  readonly positionOf: (entity: Entity) => string;
  /** The primary key of the item at a position. */
  readonly keyAt: (position: string) => ItemKey;
  readonly decode: (item: Attributes) => Entity;
}

/**
 * Reads one page of a listing.
 *
 * @throws UnavailableError if the table doesn't answer
 */
export async function readPage<Entity>(
  table: KeyTable,
  listing: Listing<Entity>,
  { cursor, limit }: PageRequest,
): Promise<Page<Entity> | 'invalid-cursor'> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, listing.position);
  if (cursor !== undefined && after === undefined) return 'invalid-cursor';

  // One more than asked for tells whether there is a next page; a page cut at 1 MB has one, too.
  const { Items = [], LastEvaluatedKey } = await query(table, {
    IndexName: listing.index.name,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': listing.index.partitionKey },
    ExpressionAttributeValues: { ':partition': text(listing.partition) },
    ExclusiveStartKey: after === undefined ? undefined : startKey(listing, after),
    ScanIndexForward: listing.order === 'ascending',
    Limit: limit + 1,
  });
  const shown = Items.slice(0, limit).map(listing.decode);
  const last = shown.at(-1);
  const hasNext = LastEvaluatedKey !== undefined || Items.length > limit;
  return { items: shown, next: last && hasNext ? encodeCursor(listing.positionOf(last)) : undefined };
}

function startKey<Entity>({ index, partition, keyAt }: Listing<Entity>, position: string) {
  return {
    ...primaryKey(keyAt(position)),
    [index.partitionKey]: text(partition),
    [index.sortKey]: text(position),
  };
}
