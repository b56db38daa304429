import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, inject, it, vi } from 'vitest';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { PROBE_EVENT } from '../../lib/contracts/decision-line.ts';
import type { Source } from '../../lib/core/usage/delivery.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { usageStoreContract } from '../adapters/usage-store.contract.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployedUsageTable } from './support/key-table.ts';

const { endpointUrl, usageTable, sampleRestUrl, sampleHttpUrl } = inject('deployment');

/** Log lines are delivered within seconds. */
const SOON = { timeout: 30_000, interval: 500 };
const lambda = new LambdaClient(rootClient(endpointUrl));

usageStoreContract('the usage store in the deployed table', createUsageStore(deployedUsageTable));

async function call(url: string, value: string): Promise<void> {
  const headers = { authorization: `Bearer ${value}`, 'user-agent': 'e2e-test/1.0 (tests)' };
  await (await fetch(`${url}/hello`, { headers })).arrayBuffer();
}

it('requests to the sample APIs are counted, and are in the lists, the access log and the reports', async () => {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  const unused = await newKey(tenant);
  await call(sampleRestUrl, value);
  await call(sampleHttpUrl, value);
  await adminClient.call('disableKey', { params: { tenant, key: id } });
  await call(sampleHttpUrl, value);

  await vi.waitFor(async () => {
    const usage = await adminClient.call('showKeyUsage', { params: { tenant, key: id } });
    expect(usage.days).toEqual([expect.objectContaining({ counts: { allowed: 2, disabled: 1 } })]);
  }, SOON);
  const usage = await adminClient.call('showKeyUsage', { params: { tenant, key: id } });
  expect(usage.credentials).toMatchObject([{ generation: 1 }]);
  expect(Math.abs(Date.parse(usage.lastUsedAt ?? '') - Date.now())).toBeLessThan(60_000);
  const { items } = await adminClient.call('listKeys', { params: { tenant } });
  expect(items.map((key) => [key.id, key.lastUsedAt === null])).toEqual(
    expect.arrayContaining([
      [id, false],
      [unused.id, true],
    ]),
  );
  const log = await adminClient.call('listAccessLog', { params: { tenant } });
  expect(log.items.map(({ outcome }) => outcome).sort()).toEqual(['allowed', 'disabled']);
  expect(log.items[0]).toMatchObject({ route: '/hello', userAgent: 'e2e-test/1.0' });
  expect((await adminClient.call('reportNeverUsed', { params: { tenant }, query: {} })).items).toEqual([]);
});

it('the probe line of each usage source of the deployment arrives', async () => {
  const fromMs = Date.now();
  const sources = await createSources(new SSMClient(rootClient(endpointUrl)), usageTable).list();
  // The authorizer of Postern, the public API, and the authorizers of the two sample APIs.
  expect(sources.filter(({ probed }) => probed).length).toBeGreaterThanOrEqual(4);
  const functions = await functionsByLogGroup();
  const probe = async ({ logGroup }: Source) => {
    const FunctionName = functions.get(logGroup);
    await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(PROBE_EVENT) }));
  };
  await Promise.all(sources.map(probe));
  await vi.waitFor(async () => {
    const watermarks = await createUsageStore(deployedUsageTable).readWatermarks();
    const arrived = watermarks.filter(({ throughMs }) => throughMs >= fromMs).map(({ logGroup }) => logGroup);
    expect(arrived).toEqual(expect.arrayContaining(sources.map(({ logGroup }) => logGroup)));
  }, SOON);
});

async function functionsByLogGroup(): Promise<ReadonlyMap<string | undefined, string | undefined>> {
  const found = new Map<string | undefined, string | undefined>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { LoggingConfig, FunctionName } of Functions) found.set(LoggingConfig?.LogGroup, FunctionName);
  }
  return found;
}
