import { expect, it } from 'vitest';
import { startTableStub } from '../../../scripts/bench/table-stub.ts';

async function call(url: string | undefined, operation: string, pk: string): Promise<unknown> {
  const response = await fetch(url ?? '', {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify({ Key: { pk: { S: pk } } }),
  });
  return response.json();
}

it('returns its items, and counts reads separately', async () => {
  const item = { pk: { S: 'key#a' } };
  await using stub = await startTableStub(new Map([['key#a', item]]));
  const url = stub.environment.AWS_ENDPOINT_URL_DYNAMODB;
  expect(await call(url, 'GetItem', 'key#a')).toEqual({ Item: item });
  expect(await call(url, 'GetItem', 'key#b')).toEqual({});
  await call(url, 'PutItem', 'key#a');
  expect({ reads: stub.reads(), others: stub.others() }).toEqual({ reads: 2, others: 1 });
  stub.resetCounts();
  expect({ reads: stub.reads(), others: stub.others() }).toEqual({ reads: 0, others: 0 });
});
