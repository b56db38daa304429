import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { integer } from '../attributes.ts';
import type { Attributes } from '../item.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';

/**
 * Writes an item unconditionally.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function put(
  { client, table }: KeyTable,
  item: Attributes,
  condition: Partial<PutItemCommandInput> = {},
): Promise<void> {
  try {
    await client.send(new PutItemCommand({ TableName: table, Item: { ...item }, ...condition }));
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) throw cause;
    throw writeError(cause, 'the usage table could not be written');
  }
}

/**
 * Replaces the item that has this version, or creates the item if it does not exist.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function putIf(
  table: KeyTable,
  item: Attributes,
  replaced: number | 'none',
): Promise<'committed' | 'version-conflict'> {
  try {
    await put(table, item, replaced === 'none' ? isNew : hasVersion(replaced));
    return 'committed';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'version-conflict';
    throw error;
  }
}

const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };

function hasVersion(version: number) {
  return {
    ConditionExpression: '#version = :replaced',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':replaced': integer(version) },
  };
}
