import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { isoInstant, text } from '../attributes.ts';
import { primaryKey } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';
import { endOfStart, partialUsagePartition, startMsOf } from './partial-usage-item.ts';

/** The item with the position up to which the partial usage of a partition was merged. */
const MERGED = USAGE_TABLE.mergedPartition;

/**
 * Records that partial usage with this start was merged. An earlier start changes nothing.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function recordMerged(
  { client, table }: KeyTable,
  partition: number,
  startMs: number,
): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: table,
    Key: primaryKey({ pk: MERGED, sk: partialUsagePartition(partition) }),
    UpdateExpression: 'SET #through = :through',
    ConditionExpression: 'attribute_not_exists(#through) OR #through < :through',
    ExpressionAttributeNames: { '#through': 'through' },
    ExpressionAttributeValues: { ':through': text(isoInstant(startMs)) },
  });
  try {
    await client.send(update);
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return;
    throw writeError(cause, 'the usage table could not be written');
  }
}

/**
 * Reads the start of the oldest partial usage that starts later than all merged partial usage of its partition, and not before
 * an instant.
 *
 * @returns undefined if there is none
 * @throws UnavailableError if the table does not respond
 */
export async function readOldestUnmerged(table: KeyTable, sinceMs: number): Promise<number | undefined> {
  const { Items = [] } = await query(table, {
    KeyConditionExpression: '#partition = :merged',
    ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey },
    ExpressionAttributeValues: { ':merged': text(MERGED) },
  });
  const merged = new Map(Items.map(({ sk, through }) => [sk?.S, through?.S ?? '']));
  const since = isoInstant(sinceMs);
  const starts = await Promise.all(
    USAGE_TABLE.partialUsagePartitions.map(async (partition) => {
      const through = merged.get(partition) ?? '';
      return readFirstStart(table, partition, through < since ? since : endOfStart(through));
    }),
  );
  const found = starts.flatMap((startMs) => startMs ?? []);
  return found.length === 0 ? undefined : Math.min(...found);
}

async function readFirstStart(
  table: KeyTable,
  partition: string,
  after: string,
): Promise<number | undefined> {
  const { sortKey } = USAGE_TABLE;
  const { Items = [] } = await query(table, {
    KeyConditionExpression: '#partition = :partition AND #sort > :after',
    ProjectionExpression: '#sort',
    ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey, '#sort': sortKey },
    ExpressionAttributeValues: { ':partition': text(partition), ':after': text(after) },
    Limit: 1,
  });
  const position = Items[0]?.[sortKey]?.S;
  return position === undefined ? undefined : startMsOf(position);
}
