import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, inject, it, vi } from 'vitest';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { openUsageReplay } from '../../lib/api-client/usage-replay.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { fakeApi } from '../cli/support/fake-api.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { removeSubscription, setMappingEnabled } from './support/deployed-faults.ts';
import { deployedUsageTable } from './support/key-table.ts';
import { logGroupOf } from './support/rotation.ts';
import { stackOutput } from './support/stack-resources.ts';

const { endpointUrl, region, sampleHttpUrl } = inject('deployment');
const AGGREGATOR = 'Postern-local-Access-ApiKeysUsageCounter';
const SOON = { timeout: 30_000, interval: 500 };
const HOUR_MS = 3_600_000;

/**
 * Writes decision lines of an hour ago to a log group that is not subscribed to. Returns the restoration of the subscription:
 * lines that are written shortly before it can be delivered.
 */
async function writeLines(logGroupName: string, tenant: string, key: string, count: number) {
  const logs = new CloudWatchLogsClient(rootClient(endpointUrl));
  const logStreamName = `outage-${crypto.randomUUID()}`;
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const { restore } = await removeSubscription(logGroupName);
  const logEvents = Array.from({ length: count }, (_, n) => ({
    timestamp: Date.now() - HOUR_MS + n,
    message: JSON.stringify({
      ...{ postern: 'decision', outcome: 'allowed', via: 'authorizer', method: 'GET', route: '/hello' },
      ...{ sourceAddress: '203.0.113.7', tenant, key, generation: 1, ms: 1 },
    }),
  }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  return restore;
}

async function replay(logGroup: string) {
  const since = new Date(Date.now() - 2 * HOUR_MS).toISOString();
  const { stdout, exitCode } = await runCli(
    ['--json', 'usage', 'replay', '--stage', 'local', '--region', region, '--since', since],
    {
      transport: fakeApi().transport,
      ...{ local: false, clock: Date.now },
      instruments: {
        openUsageReplay: (scope) =>
          openUsageReplay({ ...scope, ...rootClient(endpointUrl), endpoint: endpointUrl }),
      },
    },
  );
  expect(exitCode).toBe(0);
  const { logGroups } = JSON.parse(stdout);
  return logGroups.find((each: { logGroup: string }) => each.logGroup === logGroup);
}

it('a replay records the lines that were not delivered during an outage, and no line twice', async () => {
  const tenant = await newTenant();
  const { id } = await newKey(tenant);
  const logGroup = (await logGroupOf(await stackOutput('Postern-local-Access', 'AuthorizerArn'))) ?? '';
  const restore = await writeLines(logGroup, tenant, id, 3);
  try {
    expect((await replay(logGroup)).recorded).toBeGreaterThanOrEqual(3);
  } finally {
    await restore();
  }
  const counted = async () => {
    const { days } = await adminClient.call('showKeyUsage', { params: { tenant, key: id } });
    return days.reduce((sum, { counts }) => sum + (counts.allowed ?? 0), 0);
  };
  await vi.waitFor(async () => expect(await counted()).toBe(3), SOON);
  expect(await replay(logGroup)).toMatchObject({ recorded: 0 });
  expect(await counted()).toBe(3);
});

it('counts that are not aggregated while the mapping is disabled are found by the check, and aggregated afterwards', async () => {
  const { id, value } = await newKey(await newTenant());
  const store = createUsageStore(deployedUsageTable);
  const startMs = Date.now();
  const oldestUnmerged = () => store.readOldestUnmerged(startMs - 1000);
  await setMappingEnabled(AGGREGATOR, false);
  try {
    const headers = { authorization: `Bearer ${value}` };
    await (await fetch(`${sampleHttpUrl}/hello`, { headers })).arrayBuffer();
    await vi.waitFor(async () => expect(await store.readUsage(id)).toMatchObject({ version: 2 }), SOON);
    await vi.waitFor(async () => expect(await oldestUnmerged()).toBeGreaterThanOrEqual(startMs - 1000), SOON);
  } finally {
    await setMappingEnabled(AGGREGATOR, true);
  }
  await vi.waitFor(async () => expect(await oldestUnmerged()).toBeUndefined(), SOON);
});
