import { expect, it } from 'vitest';
import { encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { keyListing, ownersKeyListing, sessionListing } from '../../../lib/adapters/dynamodb/listings.ts';
import { positionOf } from '../../../lib/adapters/dynamodb/position.ts';
import type { KeyTable } from '../../../lib/adapters/dynamodb/read-item.ts';
import { readPage } from '../../../lib/adapters/dynamodb/read-page.ts';
import type { PageRequest } from '../../../lib/core/store.ts';
import { keyOf } from '../../support/entities.ts';
import { scriptedTable, success } from '../../support/scripted-table.ts';

const key = keyOf('acme');
const { credentials, ...item } = encodeKey(key);

it('continues after a page that DynamoDB cut short', async () => {
  const table = scriptedTable([success({ Items: [item], LastEvaluatedKey: { pk: item.pk, sk: item.sk } })]);

  const page = await readPage(table, keyListing('acme'), { cursor: undefined, limit: 10 });

  expect(page).toMatchObject({ items: [{ id: key.id }], next: encodeCursor(positionOf(key)) });
});

it('reads the partition of the requested tenant with any cursor', async () => {
  const table = scriptedTable([success({ Items: [] })]);
  const cursor = encodeCursor(positionOf(key));

  await readPage(table, keyListing('other'), { cursor, limit: 10 });

  expect(JSON.parse(table.requests[0] ?? '')).toMatchObject({
    IndexName: 'gsi1',
    ExpressionAttributeValues: { ':partition': { S: 'tenant#other#keys' } },
    ExclusiveStartKey: { gsi1pk: { S: 'tenant#other#keys' }, pk: { S: `key#${key.id}` } },
  });
});

it.each([
  [
    "an owner's keys",
    (table: KeyTable, page: PageRequest) => readPage(table, ownersKeyListing('acme', 'ann'), page),
    { partition: 'owner#acme#ann', pk: `key#${key.id}` },
  ],
  [
    "a key's sessions",
    (table: KeyTable, page: PageRequest) => readPage(table, sessionListing(key), page),
    { partition: `key#acme#${key.id}#sessions`, pk: `session#${key.id}` },
  ],
])('looks for %s in gsi3, by the same positions', async (_, read, { partition, pk }) => {
  const table = scriptedTable([success({ Items: [] })]);

  await read(table, { cursor: encodeCursor(positionOf(key)), limit: 10 });

  expect(JSON.parse(table.requests[0] ?? '')).toMatchObject({
    IndexName: 'gsi3',
    ExpressionAttributeNames: { '#partition': 'gsi3pk' },
    ExpressionAttributeValues: { ':partition': { S: partition } },
    ExclusiveStartKey: { gsi3pk: { S: partition }, gsi3sk: { S: positionOf(key) }, pk: { S: pk } },
  });
});

it('reads nothing for a cursor that it did not issue', async () => {
  const table = scriptedTable([success({ Items: [item] })]);

  expect(await readPage(table, keyListing('acme'), { cursor: 'junk', limit: 10 })).toBe('invalid-cursor');
  expect(table.requests).toEqual([]);
});
