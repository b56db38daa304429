import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import type { FailureSubject } from '../../../core/usage/failures.ts';
import type { Hour } from '../../../core/usage/limits.ts';
import { integer, text } from '../attributes.ts';
import { type Attributes, type ItemKey, primaryKey } from '../item.ts';
import type { KeyTable } from '../read-item.ts';
import { writeError } from '../write-error.ts';

const SECONDS_PER_HOUR = 3600;
/** CloudWatch Logs delivers for up to a day. A later line is rare and starts a new count. */
const KEPT_HOURS = 48;

interface Addition {
  readonly of: FailureSubject;
  readonly hour: Hour;
  readonly count: number;
  readonly batch: string;
}

/**
 * Adds to the failures of an hour, unless this batch was the last one that was added, and returns the new total.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function addFailures(
  { client, table }: KeyTable,
  { of, hour, count, batch }: Addition,
): Promise<number> {
  const update = new UpdateItemCommand({
    TableName: table,
    Key: primaryKey(itemKey(of, hour)),
    UpdateExpression: 'SET #batch = :batch, #ttl = :ttl ADD #failures :count',
    ConditionExpression: 'attribute_not_exists(#batch) OR #batch <> :batch',
    ExpressionAttributeNames: { '#batch': 'batch', '#failures': 'failures', '#ttl': USAGE_TABLE.timeToLive },
    ExpressionAttributeValues: {
      ':batch': text(batch),
      ':count': integer(count),
      ':ttl': integer((hour + KEPT_HOURS) * SECONDS_PER_HOUR),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes = {} } = await client.send(update);
    return failuresIn(Attributes);
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return failuresIn(cause.Item ?? {});
    throw writeError(cause, 'the usage table could not be written');
  }
}

function itemKey(of: FailureSubject, hour: Hour): ItemKey {
  const thing = 'key' in of ? `key#${of.key}` : `address#${of.address}`;
  return { pk: `failures#${thing}`, sk: `hour#${hour}` };
}

function failuresIn(item: Attributes): number {
  return Number(item.failures?.N ?? 0);
}
