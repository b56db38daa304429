import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '../../../core/store.ts';
import { type Attributes, type ItemKey, type KeyTable, primaryKey } from '../read-item.ts';

/** The number of attempts for keys that a throttled table did not process. */
const ROUNDS = 5;

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
  let wanted: Attributes[] = keys.map(primaryKey);
  for (let round = 1; wanted.length > 0; round += 1) {
    const { found, left } = await readSome({ client, table }, wanted);
    items.push(...found);
    wanted = left;
    if (round === ROUNDS && left.length > 0) throw new UnavailableError(UNREADABLE);
  }
  return items;
}

const UNREADABLE = 'the usage table could not be read; try again';

async function readSome({ client, table }: KeyTable, keys: readonly Attributes[]) {
  try {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys.map((key) => ({ ...key })) } } }),
    );
    return { found: Responses?.[table] ?? [], left: UnprocessedKeys?.[table]?.Keys ?? [] };
  } catch (cause) {
    throw new UnavailableError(UNREADABLE, { cause });
  }
}
