import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DAILY_RUNS_KEY } from '../../contracts/key-table.ts';
import type { DailyRun, DailyRuns } from '../../core/rotation/daily-runs.ts';
import { keyAttributes } from './attributes.ts';
import { integer, text } from './fields.ts';
import type { Attributes } from './item.ts';
import { type KeyTable, readItem } from './read-item.ts';
import { writeError } from './write-error.ts';

/** The last run of the daily checks of a key table, in one item. A read costs ½ R, a write 1 W. */
export function createDailyRuns(table: KeyTable): DailyRuns {
  return {
    read: async () => {
      const item = await readItem(table, DAILY_RUNS_KEY, 'eventual');
      return item && decodeRun(item);
    },
    replace: (found, next) => replace(table, found, next),
  };
}

async function replace(
  { client, table }: KeyTable,
  found: DailyRun | undefined,
  next: DailyRun,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...keyAttributes(DAILY_RUNS_KEY), ...encodeRun(next) },
        ...(found ? unchanged(found) : { ConditionExpression: 'attribute_not_exists(pk)' }),
      }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw writeError(cause, 'the run of the daily checks could not be written');
  }
}

/** Requires that the stored run is at the same page. */
function unchanged({ day, cursor }: DailyRun) {
  const isAtPage = cursor === undefined ? 'attribute_not_exists(#cursor)' : '#cursor = :cursor';
  return {
    ConditionExpression: `#day = :day AND ${isAtPage}`,
    ExpressionAttributeNames: { '#day': 'day', '#cursor': 'cursor' },
    ExpressionAttributeValues: {
      ':day': integer.encode(day),
      ...(cursor !== undefined && { ':cursor': text.encode(cursor) }),
    },
  };
}

function encodeRun({ sinceDay, day, cursor }: DailyRun): Attributes {
  return {
    type: text.encode('daily-checks'),
    sinceDay: integer.encode(sinceDay),
    day: integer.encode(day),
    ...(cursor !== undefined && { cursor: text.encode(cursor) }),
  };
}

/** @throws UnexpectedItemError */
function decodeRun({ sinceDay, day, cursor }: Attributes): DailyRun {
  return {
    sinceDay: integer.decode(sinceDay, 'daily-checks.sinceDay'),
    day: integer.decode(day, 'daily-checks.day'),
    cursor: cursor && text.decode(cursor, 'daily-checks.cursor'),
  };
}
