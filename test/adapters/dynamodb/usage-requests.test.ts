import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { expect, it } from 'vitest';
import { encodeUsage } from '../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { createUsageStore } from '../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import { NOON } from '../../support/entities.ts';
import { decided, probe } from '../../support/logged-decisions.ts';

const KEYS = 500;
const SOURCE = { logGroup: 'authorizer-log', via: 'authorizer', probed: true } as const;

/** A table with every key of the tenant acme. It records the operation and the table of each request. */
function answeringTable() {
  const asked: string[] = [];
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('no request');
    const body = JSON.parse(new TextDecoder().decode(request.body));
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    asked.push(`${operation} ${body.TableName}`);
    const id = String(body.Key?.pk?.S ?? '').slice('key#'.length);
    const usage = newKeyUsage({ tenant: 'acme', id, permissions: ['read'] }, 0);
    const answer = operation === 'GetItem' ? { Item: encodeUsage(usage) } : {};
    return {
      response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)) }),
    };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler: { handle } });
  return { client, table: 'usage', asked };
}

it('records the use of many keys with few requests to the usage table only', async () => {
  const table = answeringTable();
  const store = createUsageStore(table);
  const deps = { store, known: createUsageCache(store), clock: () => NOON, backoff: async () => {} };
  const decisions = Array.from({ length: KEYS }, (_, n) => [
    decided({ key: `k${n}` }),
    decided({ key: `k${n}`, outcome: 'expired' }),
    decided({ key: `k${n}` }),
  ]).flat();
  await recordUsage(
    deps,
    { logGroup: SOURCE.logGroup, decisions: [...decisions, probe(NOON)], unread: 0 },
    SOURCE,
  );

  const counts = Map.groupBy(table.asked, (each) => each);
  expect(Object.fromEntries([...counts].map(([what, each]) => [what, each.length]))).toEqual({
    'GetItem usage': KEYS,
    // The last uses; the partial usage of the delivery, 4 partitions of 125 keys with 250 entries; the watermark.
    'PutItem usage': KEYS + 4 * 3 + 1,
    'Query usage': 1,
  });
});
