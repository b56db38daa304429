import { expect, it } from 'vitest';
import { encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { encodeKey, keyPosition } from '../../../lib/adapters/dynamodb/key-item.ts';
import { keyListing } from '../../../lib/adapters/dynamodb/listings.ts';
import { readPage } from '../../../lib/adapters/dynamodb/read-page.ts';
import { keyOf } from '../../support/entities.ts';
import { scriptedTable, success } from '../../support/scripted-table.ts';

const key = keyOf('acme');
const { credentials, ...item } = encodeKey(key);

it('goes on behind a page that DynamoDB cut short', async () => {
  const table = scriptedTable([success({ Items: [item], LastEvaluatedKey: { pk: item.pk, sk: item.sk } })]);

  const page = await readPage(table, keyListing('acme'), { cursor: undefined, limit: 10 });

  expect(page).toMatchObject({ items: [{ id: key.id }], next: encodeCursor(keyPosition(key)) });
});

it('looks in the partition of the tenant that is asked for, whoever the cursor was given to', async () => {
  const table = scriptedTable([success({ Items: [] })]);
  const cursor = encodeCursor(keyPosition(key));

  await readPage(table, keyListing('other'), { cursor, limit: 10 });

  expect(JSON.parse(table.requests[0] ?? '')).toMatchObject({
    IndexName: 'gsi1',
    ExpressionAttributeValues: { ':partition': { S: 'tenant#other#keys' } },
    ExclusiveStartKey: { gsi1pk: { S: 'tenant#other#keys' }, pk: { S: `key#${key.id}` } },
  });
});

it('reads nothing for a cursor that it never gave', async () => {
  const table = scriptedTable([success({ Items: [item] })]);

  expect(await readPage(table, keyListing('acme'), { cursor: 'junk', limit: 10 })).toBe('bad-cursor');
  expect(table.requests).toEqual([]);
});
