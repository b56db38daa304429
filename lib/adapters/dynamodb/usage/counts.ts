import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { OUTCOMES } from '../../../core/access/outcomes.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { ACCESS_LOG_DAYS, COUNTS_DAYS, type Day, startOfMonth } from '../../../core/usage/limits.ts';
import type { Batch } from '../../../core/usage/partial-usage.ts';
import type { CountScope, DayCounts, HourCounts } from '../../../core/usage/usage-store.ts';
import { integer, text } from '../attributes.ts';
import { type Attributes, primaryKey } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';
import {
  batchAttribute,
  countAttribute,
  countsItemKey,
  countsPartition,
  countsPrefix,
  countsSortKey,
  dayOfHour,
  decodeCounts,
} from './counts-item.ts';
import { DAYS_OF_LONGEST_MONTH, removableAfter } from './days.ts';

interface Addition {
  readonly counted: CountScope;
  readonly added: readonly HourCounts[];
  readonly batch: Batch;
}

/**
 * Adds to counts, with one write for each item, unless this batch was the last one of its partition that was added.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function addCounts(table: KeyTable, { counted, added, batch }: Addition): Promise<void> {
  const items = Map.groupBy(added, ({ hour }) => countsSortKey(counted, dayOfHour(hour)));
  for (const ofItem of items.values()) await addToItem(table, { counted, added: ofItem, batch });
}

async function addToItem({ client, table }: KeyTable, { counted, added, batch }: Addition): Promise<void> {
  const day = dayOfHour(added[0]?.hour ?? 0);
  const sums = [...sumsByAttribute(counted, added)];
  const update = new UpdateItemCommand({
    TableName: table,
    Key: primaryKey(countsItemKey(counted, day)),
    UpdateExpression: `SET #batch = :batch, #ttl = :ttl ADD ${sums.map((_, n) => `#${n} :${n}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#batch) OR #batch <> :batch',
    ExpressionAttributeNames: {
      '#batch': batchAttribute(batch.partition),
      '#ttl': USAGE_TABLE.timeToLive,
      ...Object.fromEntries(sums.map(([name], n) => [`#${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':batch': text(batch.id),
      ':ttl': integer(removableAfter(startOfMonth(day) * MS_PER_DAY, COUNTS_DAYS + DAYS_OF_LONGEST_MONTH)),
      ...Object.fromEntries(sums.map(([, count], n) => [`:${n}`, integer(count)])),
    },
  });
  try {
    await client.send(update);
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return;
    throw writeError(cause, 'the usage table could not be written');
  }
}

function sumsByAttribute(counted: CountScope, added: readonly HourCounts[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { hour, counts } of added) {
    for (const outcome of OUTCOMES) {
      const name = countAttribute(counted, hour, outcome);
      const count = counts[outcome];
      if (count !== undefined) sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return sums;
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
  const days: DayCounts[] = [];
  let after: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await query(table, {
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :through',
      ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey, '#sort': USAGE_TABLE.sortKey },
      ExpressionAttributeValues: {
        ':partition': text(countsPartition(counted)),
        ':from': text(countsSortKey(counted, fromDay)),
        ':through': text(countsSortKey(counted, throughDay)),
      },
      ExclusiveStartKey: after,
    });
    days.push(...Items.flatMap(decodeCounts));
    after = LastEvaluatedKey;
  } while (after);
  return days.filter(({ day }) => day >= fromDay && day <= throughDay);
}

/**
 * Reads the days with counts for which the access log is kept, newest first.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readLatestDays(table: KeyTable, counted: CountScope): Promise<readonly Day[]> {
  const { Items = [] } = await query(table, {
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :until',
    ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey, '#sort': USAGE_TABLE.sortKey },
    ExpressionAttributeValues: {
      ':partition': text(countsPartition(counted)),
      ':from': text(countsPrefix(counted)),
      ':until': text(`${countsPrefix(counted)}~`),
    },
    ScanIndexForward: false,
    Limit: ACCESS_LOG_DAYS + 1,
  });
  const days = Items.flatMap(decodeCounts).map(({ day }) => day);
  const newest = Math.max(...days);
  return days.filter((day) => day >= newest - ACCESS_LOG_DAYS).sort((one, other) => other - one);
}
