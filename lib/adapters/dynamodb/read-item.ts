import { type DynamoDBClient, GetItemCommand, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { type Consistency, UnavailableError } from '../../core/store.ts';
import { type Attributes, type ItemKey, primaryKey } from './item.ts';

/** A key table and its client. */
export interface KeyTable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/**
 * Reads one item, by default with strong consistency, which costs twice as much.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readItem(
  { client, table }: KeyTable,
  key: ItemKey,
  consistency: Consistency = 'strong',
): Promise<Attributes | undefined> {
  try {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: primaryKey(key),
        ConsistentRead: consistency === 'strong',
      }),
    );
    return Item;
  } catch (cause) {
    throw new UnavailableError('the table could not be read; try again', { cause });
  }
}

/**
 * Reads items of one table in a transaction, as a consistent snapshot in the order of the keys.
 *
 * @throws UnavailableError if the table does not respond, or if a write of one of the items conflicts
 */
export async function readTogether(
  { client, table }: KeyTable,
  keys: readonly ItemKey[],
): Promise<readonly (Attributes | undefined)[]> {
  try {
    const { Responses = [] } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: keys.map((key) => ({ Get: { TableName: table, Key: primaryKey(key) } })),
      }),
    );
    return keys.map((_, index) => Responses[index]?.Item);
  } catch (cause) {
    throw new UnavailableError('the table could not be read; try again', { cause });
  }
}
