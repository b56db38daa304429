import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Cascades } from '../../core/keys/pending-cascade.ts';
import { UnavailableError } from '../../core/store.ts';
import { integer, text } from './attributes.ts';
import {
  CASCADE_PARTITION,
  cascadesBefore,
  decodePendingCascade,
  encodeFinishedCascade,
} from './cascade-item.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';

/** The pending cascades of a key table, read from `gsi2`: ½ R for each 4 KB. */
export function createCascades(table: KeyTable): Cascades {
  return {
    listPending: async (beforeMs, limit) => {
      const { Items = [] } = await query(table, {
        IndexName: 'gsi2',
        KeyConditionExpression: 'gsi2pk = :partition AND gsi2sk < :before',
        ExpressionAttributeValues: {
          ':partition': text(CASCADE_PARTITION),
          ':before': text(cascadesBefore(beforeMs)),
        },
        Limit: limit,
      });
      return Items.map(decodePendingCascade);
    },
  };
}

/** @throws UnavailableError if the table does not respond */
export async function finishCascade(
  { client, table }: KeyTable,
  keyId: string,
  keyVersion: number,
): Promise<'committed' | 'version-conflict'> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: encodeFinishedCascade(keyId),
        ConditionExpression: 'attribute_not_exists(keyVersion) OR keyVersion <= :version',
        ExpressionAttributeValues: { ':version': integer(keyVersion) },
      }),
    );
    return 'committed';
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return 'version-conflict';
    throw new UnavailableError('the completed cascade could not be written to the key table; try again', {
      cause,
    });
  }
}
