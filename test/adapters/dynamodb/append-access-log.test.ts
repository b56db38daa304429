import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createUsageStore } from '../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { stubbedClient } from '../../support/stubbed-client.ts';

it('writes the access log of many tenants with a bounded number of parallel requests', async () => {
  const sent = { now: 0, most: 0, total: 0 };
  const client = new DynamoDBClient(
    stubbedClient(async () => {
      sent.now += 1;
      sent.total += 1;
      sent.most = Math.max(sent.most, sent.now);
      await new Promise(setImmediate);
      sent.now -= 1;
      return { body: Buffer.from('{}') };
    }),
  );
  const entries = Array.from({ length: 200 }, (_, n) => ({
    ...decided({ atMs: NOON }),
    via: 'authorizer' as const,
    tenant: `t${n}`,
    key: `k${n}`,
  }));
  await createUsageStore({ client, table: 'usage' }).appendAccessLog('batch', entries);
  expect(sent.total).toBe(200);
  expect(sent.most).toBeLessThanOrEqual(32);
});
