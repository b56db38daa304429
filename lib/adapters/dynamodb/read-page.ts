import type { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { text } from './attributes.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeRows } from './decode-rows.ts';
import { type Attributes, type ItemKey, primaryKey } from './item.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';

/** A partition of an index. */
export interface Listing<Entity> {
  readonly index: (typeof KEY_TABLE.indexes)[number];
  readonly partition: string;
  readonly order: 'ascending' | 'descending';
  /** The form of a position, which a cursor must match. */
  readonly position: RegExp;
  /** The primary key of the item at a position. */
  readonly keyAt: (position: string) => ItemKey;
  readonly decode: (item: Attributes) => Entity;
}

/**
 * Reads one page of a listing.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readPage<Entity>(
  table: KeyTable,
  listing: Listing<Entity>,
  { cursor, limit }: PageRequest,
): Promise<Page<Entity> | 'invalid-cursor'> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, listing.position);
  if (cursor !== undefined && after === undefined) return 'invalid-cursor';

  // Reads one item more than requested to detect a next page. A page that DynamoDB cut at 1 MB also has one.
  const { Items = [], LastEvaluatedKey } = await query(table, {
    IndexName: listing.index.name,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': listing.index.partitionKey },
    ExpressionAttributeValues: { ':partition': text(listing.partition) },
    ExclusiveStartKey: after === undefined ? undefined : startKey(listing, after),
    ScanIndexForward: listing.order === 'ascending',
    Limit: limit + 1,
  });
  const shown = Items.slice(0, limit);
  const last = shown.at(-1)?.[listing.index.sortKey]?.S;
  const hasNext = LastEvaluatedKey !== undefined || Items.length > limit;
  return {
    ...decodeRows(shown, listing.index.sortKey, listing.decode),
    next: last !== undefined && hasNext ? encodeCursor(last) : undefined,
  };
}

function startKey<Entity>({ index, partition, keyAt }: Listing<Entity>, position: string) {
  return {
    ...primaryKey(keyAt(position)),
    [index.partitionKey]: text(partition),
    [index.sortKey]: text(position),
  };
}
