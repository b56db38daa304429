import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { isoInstant, text } from '../attributes.ts';
import type { Attributes } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';
import { decodeLines, endOfStart } from './partial-usage-item.ts';

/**
 * Reads the IDs of the lines in partial usage that starts in an inclusive range.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readRecordedLines(
  table: KeyTable,
  fromMs: number,
  throughMs: number,
): Promise<ReadonlySet<string>> {
  const range = { from: isoInstant(fromMs), through: endOfStart(isoInstant(throughMs)) };
  const lines = await Promise.all(
    USAGE_TABLE.partialUsagePartitions.map((partition) => readPartition(table, partition, range)),
  );
  return new Set(lines.flat());
}

async function readPartition(
  table: KeyTable,
  partition: string,
  { from, through }: { readonly from: string; readonly through: string },
): Promise<readonly string[]> {
  const lines: string[] = [];
  let after: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await query(table, {
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :through',
      ProjectionExpression: '#lines',
      ExpressionAttributeNames: {
        '#partition': USAGE_TABLE.partitionKey,
        '#sort': USAGE_TABLE.sortKey,
        '#lines': 'lines',
      },
      ExpressionAttributeValues: {
        ':partition': text(partition),
        ':from': text(from),
        ':through': text(through),
      },
      ExclusiveStartKey: after,
      ConsistentRead: true,
    });
    lines.push(...Items.flatMap((item) => decodeLines(item.lines)));
    after = LastEvaluatedKey;
  } while (after);
  return lines;
}
