import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '../../../core/store.ts';
import { type Attributes, type ItemKey, primaryKey } from '../item.ts';
import type { KeyTable } from '../read-item.ts';

/** The number of attempts for keys that a throttled table did not process. */
const MAX_ATTEMPTS = 5;

/**
 * Reads up to 100 items with eventual consistency and omits those that do not exist.
 *
 * @throws UnavailableError if the table does not respond or leaves keys unprocessed
 */
export async function readItems(
  { client, table }: KeyTable,
  keys: readonly ItemKey[],
): Promise<readonly Attributes[]> {
  const items: Attributes[] = [];
  let remaining: Attributes[] = keys.map(primaryKey);
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const { found, unprocessed } = await readBatch({ client, table }, remaining);
    items.push(...found);
    remaining = unprocessed;
    if (attempt === MAX_ATTEMPTS && unprocessed.length > 0) throw new UnavailableError(UNREADABLE);
  }
  return items;
}

const UNREADABLE = 'the usage table could not be read; try again';

async function readBatch({ client, table }: KeyTable, keys: readonly Attributes[]) {
  try {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys.map((key) => ({ ...key })) } } }),
    );
    return { found: Responses?.[table] ?? [], unprocessed: UnprocessedKeys?.[table]?.Keys ?? [] };
  } catch (cause) {
    throw new UnavailableError(UNREADABLE, { cause });
  }
}
