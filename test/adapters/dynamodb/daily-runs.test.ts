import { expect, it } from 'vitest';
import { createDailyRuns } from '../../../lib/adapters/dynamodb/daily-runs.ts';
import { UnavailableError, UnexpectedItemError } from '../../../lib/core/store.ts';
import { failure, scriptedTable, success } from '../../support/scripted-table.ts';

const KEY = { pk: { S: 'daily-checks' }, sk: { S: 'run' } };
const COMPLETE = { sinceDay: 20_000, day: 20_001, cursor: undefined };
const AT_A_PAGE = { ...COMPLETE, cursor: 'next' };

it.each([COMPLETE, AT_A_PAGE])('reads what it has written: %j', async (run) => {
  const writing = scriptedTable([success()]);
  expect(await createDailyRuns(writing).replace(undefined, run)).toBe(true);
  const { Item } = JSON.parse(writing.requests[0] ?? '');
  expect(Item).toMatchObject(KEY);
  const reading = scriptedTable([success({ Item })]);
  expect(await createDailyRuns(reading).read()).toEqual(run);
  expect(reading.requests.map((request) => JSON.parse(request))).toEqual([
    { TableName: 'keys', Key: KEY, ConsistentRead: false },
  ]);
});

it.each([
  ['no run', undefined, 'attribute_not_exists(pk)'],
  ['a complete run', COMPLETE, '#day = :day AND attribute_not_exists(#cursor)'],
  ['a page of a run', AT_A_PAGE, '#day = :day AND #cursor = :cursor'],
])('replaces %s only if it is still stored', async (_, found, condition) => {
  const table = scriptedTable([failure('ConditionalCheckFailedException')]);
  expect(await createDailyRuns(table).replace(found, COMPLETE)).toBe(false);
  expect(JSON.parse(table.requests[0] ?? '').ConditionExpression).toBe(condition);
});

it('reads no run from an empty table, and rejects an item that is not a run', async () => {
  expect(await createDailyRuns(scriptedTable([success()])).read()).toBeUndefined();
  const broken = scriptedTable([success({ Item: { ...KEY, day: { S: 'today' } } })]);
  await expect(createDailyRuns(broken).read()).rejects.toThrow(UnexpectedItemError);
});

it('reports a table that does not respond', async () => {
  const runs = createDailyRuns(scriptedTable([failure('InternalServerError', 500)]));
  await expect(runs.read()).rejects.toThrow(UnavailableError);
  await expect(runs.replace(undefined, COMPLETE)).rejects.toThrow(UnavailableError);
});
