import { expect, inject, it } from 'vitest';
import { readItem } from '../../lib/adapters/dynamodb/read-item.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { sampleAuthorizer } from '../../scripts/samples/authorizer.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { inParallel } from './support/in-parallel.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = inject('deployment');

/** The share of the full load. `npm run proof:revocation` sends ten times as many requests as the tests. */
const SHARE = process.env.POSTERN_PROOF === 'revocation' ? 1 : 0.1;
const [DECISIONS, REQUESTS] = [10_000 * SHARE, 300 * SHARE];

async function newRevocableKey() {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  return { value, revoke: () => adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} }) };
}

it(`after the response to a revocation, none of ${DECISIONS} requests to a warm authorizer is allowed`, async () => {
  const reader = createKeyReader((key) => readItem(deployedKeyTable, key));
  const handler = sampleAuthorizer(reader, { clock: Date.now, stopwatch: () => performance.now() });
  const { value, revoke } = await newRevocableKey();
  const event = {
    version: '2.0',
    type: 'REQUEST',
    routeKey: 'GET /hello',
    headers: { authorization: `Bearer ${value}` },
    requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' }, requestId: 'r' },
  };
  expect(await handler(event)).toMatchObject({ isAuthorized: true });

  await revoke();

  const responses = await inParallel(DECISIONS, 32, () => handler(event));
  expect(responses.filter((response) => JSON.stringify(response) !== '{"isAuthorized":false}')).toEqual([]);
});

it.each([
  ['REST API', sampleRestUrl, 401],
  ['HTTP API', sampleHttpUrl, 403],
  ['guarded service', sampleGuardUrl, 401],
])(
  `after the response to a revocation, none of ${REQUESTS} requests through the %s is allowed`,
  async (_, url, denied) => {
    const { value, revoke } = await newRevocableKey();
    const call = async () => {
      const response = await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${value}` } });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await call()).toBe(200);

    await revoke();

    const statuses = await inParallel(REQUESTS, 8, call);
    expect(new Set(statuses)).toEqual(new Set([denied]));
  },
);
