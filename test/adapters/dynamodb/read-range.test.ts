import { expect, it } from 'vitest';
import { encodeLink } from '../../../lib/adapters/dynamodb/lineage-item.ts';
import { encodeMembership, invitationRange } from '../../../lib/adapters/dynamodb/membership-item.ts';
import { createStore } from '../../../lib/adapters/dynamodb/store.ts';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
import { scriptedTable, success } from '../../support/scripted-table.ts';

it('reads all parts of a range with strong consistency', async () => {
  const range = invitationRange('ann@example.com');
  const [acme, beta] = ['acme', 'beta'].map((tenant) => encodeMembership(range, { tenant, owner: 'ann' }));
  const part = { pk: acme?.pk, sk: acme?.sk };
  const table = scriptedTable([
    success({ Items: [acme], LastEvaluatedKey: part }),
    success({ LastEvaluatedKey: part }),
    success({ Items: [beta] }),
  ]);

  expect(await createStore(table).readInvitations('ann@example.com')).toEqual([
    { tenant: 'acme', owner: 'ann' },
    { tenant: 'beta', owner: 'ann' },
  ]);

  const requests = table.requests.map((body) => JSON.parse(body));
  expect(requests.map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([undefined, part, part]);
  for (const request of requests) expect(request).toMatchObject({ TableName: 'keys', ConsistentRead: true });
  expect(requests[0]).not.toHaveProperty('IndexName');
});

it('reads the links of a key without the item of the key', async () => {
  const table = scriptedTable([success({})]);

  expect(await createStore(table).readDescendants('a1')).toEqual({ successors: [], children: [] });

  const values = table.requests.map((body) => JSON.parse(body).ExpressionAttributeValues);
  expect(values).toEqual([
    { ':partition': { S: 'key#a1' }, ':prefix': { S: 'successor#' } },
    { ':partition': { S: 'key#a1' }, ':prefix': { S: 'child#' } },
  ]);
});

it('has no address and no identity in item keys', async () => {
  const table = scriptedTable([success({})]);
  const store = createStore(table);

  await store.readInvitations('ann@example.com');
  await store.readMemberships({ issuer: 'https://id.example', subject: 'ann-1234' });

  const partitions = table.requests.map((body) => JSON.parse(body).ExpressionAttributeValues[':partition'].S);
  expect(partitions).toEqual([
    'invitation#71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476',
    'identity#19eac395627ec7ce28131d82caf5827a3c474b95f3e8b7bb074ef42ceefd68fe',
  ]);
});

it('throws for an item of another kind', async () => {
  const table = scriptedTable([success({ Items: [encodeLink('a1', 'child', 'b2')] })]);

  await expect(createStore(table).readInvitations('ann@example.com')).rejects.toThrow(UnexpectedItemError);
});
