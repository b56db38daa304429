import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import { type Page, type PageRequest, UnavailableError } from '../../core/store.ts';
import { text } from './attributes.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type Attributes, type ItemKey, type KeyTable, primaryKey } from './read-item.ts';

const [LISTINGS] = KEY_TABLE.indexes;

/** One partition of `gsi1`. */
export interface Listing<Entity> {
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
): Promise<Page<Entity> | 'bad-cursor'> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, listing.position);
  if (cursor !== undefined && after === undefined) return 'bad-cursor';

  // One more than asked for tells whether there is a next page; a page cut at 1 MB has one, too.
  const { items, isCut } = await query(table, {
    IndexName: LISTINGS.name,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': LISTINGS.partitionKey },
    ExpressionAttributeValues: { ':partition': text(listing.partition) },
    ExclusiveStartKey: after === undefined ? undefined : startKey(listing, after),
    ScanIndexForward: listing.order === 'ascending',
    Limit: limit + 1,
  });
  const shown = items.slice(0, limit).map(listing.decode);
  const last = shown.at(-1);
  const hasNext = isCut || items.length > limit;
  return { items: shown, next: last && hasNext ? encodeCursor(listing.positionOf(last)) : undefined };
}

async function query({ client, table }: KeyTable, input: Omit<QueryCommandInput, 'TableName'>) {
  try {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({ ...input, TableName: table }),
    );
    return { items: Items, isCut: LastEvaluatedKey !== undefined };
  } catch (cause) {
    throw new UnavailableError('the key table could not be listed; try again', { cause });
  }
}

function startKey<Entity>({ partition, keyAt }: Listing<Entity>, position: string) {
  return {
    ...primaryKey(keyAt(position)),
    [LISTINGS.partitionKey]: text(partition),
    [LISTINGS.sortKey]: text(position),
  };
}
