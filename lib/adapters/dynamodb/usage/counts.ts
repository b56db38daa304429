import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { OUTCOMES } from '../../../core/access/outcomes.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import type { Counts } from '../../../core/usage/fold.ts';
import { COUNTS_DAYS, type Day, startOfMonth } from '../../../core/usage/limits.ts';
import type { CountScope, DayCounts } from '../../../core/usage/usage-store.ts';
import { integer, text } from '../attributes.ts';
import { primaryKey } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';
import {
  batchAttribute,
  countAttribute,
  countsItemKey,
  countsPartition,
  countsSortKey,
  decodeMonth,
} from './counts-item.ts';
import { DAYS_OF_LONGEST_MONTH, removableAfter } from './days.ts';

interface Addition {
  readonly counted: CountScope;
  readonly day: Day;
  readonly counts: Counts;
  readonly batch: string;
}

/**
 * Adds to the counts of a day, unless this batch was the last one that was added.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function addCounts(
  { client, table }: KeyTable,
  { counted, day, counts, batch }: Addition,
): Promise<void> {
  const added = OUTCOMES.flatMap((outcome) => {
    const count = counts[outcome];
    return count === undefined ? [] : [[countAttribute(day, outcome), count] as const];
  });
  const update = new UpdateItemCommand({
    TableName: table,
    Key: primaryKey(countsItemKey(counted, day)),
    UpdateExpression: `SET #batch = :batch, #ttl = :ttl ADD ${added.map((_, n) => `#${n} :${n}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#batch) OR #batch <> :batch',
    ExpressionAttributeNames: {
      '#batch': batchAttribute(day),
      '#ttl': USAGE_TABLE.timeToLive,
      ...Object.fromEntries(added.map(([name], n) => [`#${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':batch': text(batch),
      ':ttl': integer(removableAfter(startOfMonth(day) * MS_PER_DAY, COUNTS_DAYS + DAYS_OF_LONGEST_MONTH)),
      ...Object.fromEntries(added.map(([, count], n) => [`:${n}`, integer(count)])),
    },
  });
  try {
    await client.send(update);
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return;
    throw writeError(cause, 'the usage table could not be written');
  }
}

/**
 * Reads the days with counts, oldest first.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readCounts(
  table: KeyTable,
  {
    counted,
    fromDay,
    throughDay,
  }: { readonly counted: CountScope; readonly fromDay: Day; readonly throughDay: Day },
): Promise<readonly DayCounts[]> {
  const { Items = [] } = await query(table, {
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :through',
    ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey, '#sort': USAGE_TABLE.sortKey },
    ExpressionAttributeValues: {
      ':partition': text(countsPartition(counted)),
      ':from': text(countsSortKey(fromDay)),
      ':through': text(countsSortKey(throughDay)),
    },
  });
  return Items.flatMap(decodeMonth).filter(({ day }) => day >= fromDay && day <= throughDay);
}
