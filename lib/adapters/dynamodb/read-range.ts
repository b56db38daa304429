import { KEY_TABLE } from '../../contracts/key-table.ts';
import { text } from './attributes.ts';
import type { Attributes } from './item.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';

/** The items of a partition whose sort keys have a common prefix. */
export interface Range {
  readonly partition: string;
  readonly prefix: string;
}

/**
 * Reads a whole range of the table with strong consistency, in the order of the sort keys.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readRange<Entity>(
  table: KeyTable,
  { partition, prefix }: Range,
  decode: (item: Attributes) => Entity,
): Promise<readonly Entity[]> {
  const entities: Entity[] = [];
  let after: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await query(table, {
      KeyConditionExpression: '#partition = :partition AND begins_with(#sort, :prefix)',
      ExpressionAttributeNames: { '#partition': KEY_TABLE.partitionKey, '#sort': KEY_TABLE.sortKey },
      ExpressionAttributeValues: { ':partition': text(partition), ':prefix': text(prefix) },
      ExclusiveStartKey: after,
      ConsistentRead: true,
    });
    entities.push(...Items.map(decode));
    after = LastEvaluatedKey;
  } while (after);
  return entities;
}
