import { expect, it } from 'vitest';
import { createBucketStore } from '../../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../../lib/adapters/dynamodb-http/client.ts';
import {
  type Exchange,
  type ExchangeResult,
  TimeoutError,
} from '../../../lib/adapters/dynamodb-http/exchange.ts';
import type { BucketUpdate } from '../../../lib/core/limits/bucket.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

const UPDATE: BucketUpdate = {
  when: [
    { attribute: 't.requests', is: 'between', low: 1, high: 9 },
    { attribute: 'p.monthly.month', is: 'absent-or-below', value: 3 },
  ],
  set: [
    { attribute: 't.requests', add: 2 },
    { attribute: 'p.monthly.month', to: 3 },
  ],
};

/** The buckets over a table that returns one response, and the requests that were sent. */
function bucketsWith(response: ExchangeResult | Error) {
  const sent: Exchange[] = [];
  const client = createDynamoDBHttpClient({
    credentials: async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
    variables: { AWS_REGION: 'us-east-1' },
    exchange: async (exchange) => {
      sent.push(exchange);
      if (response instanceof Error) throw response;
      return response;
    },
  });
  return { buckets: createBucketStore(client, 'limits'), sent };
}

it('sends one conditional update, and returns the numbers of the item', async () => {
  const Attributes = { pk: { S: 'key#a1' }, 't.requests': { N: '7' } };
  const { buckets, sent } = bucketsWith({ status: 200, body: JSON.stringify({ Attributes }) });
  expect(await buckets.update('key#a1', UPDATE)).toEqual({ applied: true, state: { 't.requests': 7 } });
  expect(sent.map(({ body, timeoutMs }) => [JSON.parse(body), timeoutMs])).toEqual([
    [
      {
        TableName: 'limits',
        Key: { pk: { S: 'key#a1' } },
        ConditionExpression: '#0 BETWEEN :0 AND :1 AND (attribute_not_exists(#1) OR #1 < :2)',
        UpdateExpression: 'SET #0 = #0 + :3, #1 = :4',
        ExpressionAttributeNames: { '#0': 't.requests', '#1': 'p.monthly.month' },
        ExpressionAttributeValues: {
          ':0': { N: '1' },
          ':1': { N: '9' },
          ':2': { N: '3' },
          ':3': { N: '2' },
          ':4': { N: '3' },
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      300,
    ],
  ]);
});

it('returns the item that failed a condition', async () => {
  const body = JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    Item: { pk: { S: 'key#a1' }, 't.requests': { N: '10' } },
  });
  const { buckets } = bucketsWith({ status: 400, body });
  expect(await buckets.update('key#a1', UPDATE)).toEqual({ applied: false, state: { 't.requests': 10 } });
});

it.each([
  ['a timeout', new TimeoutError('no response within 300 ms')],
  ['a lost connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ['a throttled request', { status: 400, body: '{"__type":"#ThrottlingException"}' }],
  ['a failed service', { status: 500, body: '{}' }],
])('is unavailable after %s, and never sends the charge again', async (_, response) => {
  const { buckets, sent } = bucketsWith(response);
  await expect(buckets.update('key#a1', UPDATE)).rejects.toThrow(UnavailableError);
  expect(sent).toHaveLength(1);
});

it('reports an update that met a transaction as not applied, because a charge then finds the state', async () => {
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionConflictException';
  const { buckets, sent } = bucketsWith({ status: 400, body: JSON.stringify({ __type }) });
  expect(await buckets.update('key#a1', UPDATE)).toEqual({ applied: false, state: {} });
  expect(sent).toHaveLength(1);
});
