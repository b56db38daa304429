import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Key } from '../../core/keys/key.ts';
import type { CountedKey, KeyCounting, OwnerId } from '../../core/store.ts';
import { integer } from './attributes.ts';
import { cancellationReasons } from './cancellation-reasons.ts';
import { creation, unchanged, type WriteCondition } from './conditions.ts';
import { countedKeyItemKey, encodeCountedKey, KEY_COUNT_TYPE, keyCountItemKey } from './counted-key-item.ts';
import { type ItemKey, primaryKey } from './item.ts';
import { keyItemKey } from './key-item.ts';
import type { KeyTable } from './read-item.ts';
import { writeError } from './write-error.ts';

/** Counts a key for its owner, in the transaction of the key. */
export function countingConditions(
  table: string,
  { tenant, owner: id, id: key }: Pick<Key, 'tenant' | 'owner' | 'id'>,
  counting: KeyCounting,
): readonly WriteCondition[] {
  const owner = { tenant, id };
  const counted = creation(table, encodeCountedKey(owner, key), 'version-conflict');
  switch (counting.kind) {
    case 'added':
      return [counted, conflicting(countUpdate(table, owner, 1, counting.maxKeys))];
    case 'counted':
      return [conflicting(countedCheck(table, owner, key))];
    case 'in-place-of':
      return [counted, conflicting(countedDeletion(table, owner, counting.key))];
  }
}

/** The cancellations of a release that the next attempt decides on current data. */
const CONCURRENT: readonly (string | undefined)[] = ['ConditionalCheckFailed', 'TransactionConflict'];

/**
 * Stops counting keys, in one transaction. DynamoDB allows 100 items in it, two for each key.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function releaseKeys(
  { client, table }: KeyTable,
  owner: OwnerId,
  keys: readonly CountedKey[],
): Promise<'committed' | 'version-conflict'> {
  const releases = keys.flatMap(({ id, version }) => [
    version === null ? missing(table, keyItemKey(id)) : unchanged(table, keyItemKey(id), version).item,
    countedDeletion(table, owner, id),
  ]);
  const TransactItems = [...releases, countUpdate(table, owner, -keys.length, null)];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return 'committed';
  } catch (cause) {
    if (cancellationReasons(cause).some(({ Code }) => CONCURRENT.includes(Code))) return 'version-conflict';
    throw writeError(cause, 'the count of keys could not be written to the key table');
  }
}

function missing(table: string, key: ItemKey): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: primaryKey(key),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

function conflicting(item: TransactWriteItem): WriteCondition {
  return { item, rejection: () => 'version-conflict' };
}

function countUpdate(
  table: string,
  owner: OwnerId,
  change: number,
  maxKeys: number | null,
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: primaryKey(keyCountItemKey(owner)),
      UpdateExpression: 'SET #type = :type ADD #n :change',
      ExpressionAttributeNames: { '#type': 'type', '#n': 'n' },
      ExpressionAttributeValues: {
        ':type': KEY_COUNT_TYPE,
        ':change': integer(change),
        ...(maxKeys !== null && { ':max': integer(maxKeys) }),
      },
      ...(maxKeys !== null && { ConditionExpression: 'attribute_not_exists(#n) OR #n < :max' }),
    },
  };
}

function countedCheck(table: string, owner: OwnerId, key: string): TransactWriteItem {
  return { ConditionCheck: existing(table, owner, key) };
}

function countedDeletion(table: string, owner: OwnerId, key: string): TransactWriteItem {
  return { Delete: existing(table, owner, key) };
}

function existing(table: string, owner: OwnerId, key: string) {
  return {
    TableName: table,
    Key: primaryKey(countedKeyItemKey(owner, key)),
    ConditionExpression: 'attribute_exists(pk)',
  };
}
