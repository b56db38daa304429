import { UnavailableError } from '../../core/store.ts';
import { type Attributes, type ItemKey, primaryKey } from '../dynamodb/item.ts';
import type { CallOptions, DynamoDBHttpClient } from './client.ts';

/**
 * The function of an authorizer has a timeout of 5 s, and a decision takes at most two sequential reads. Two attempts of
 * 800 ms for each read and the backoff between them end before the timeout, so that the authorizer fails closed.
 */
const READ: CallOptions = { timeoutMs: 800, attempts: 2 };

/**
 * Returns a function that reads one item of a table with strong consistency.
 *
 * @throws UnavailableError if the table does not respond
 */
export function createItemReader(
  client: DynamoDBHttpClient,
  table: string,
): (key: ItemKey) => Promise<Attributes | undefined> {
  return async (key) => {
    const input = { TableName: table, Key: primaryKey(key), ConsistentRead: true };
    try {
      const { Item } = await client.call('GetItem', input, READ);
      return Item;
    } catch (cause) {
      throw new UnavailableError('the table could not be read; try again', { cause });
    }
  };
}
