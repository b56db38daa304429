import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { expect, inject, it, vi } from 'vitest';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { SWEEP_EVENT } from '../../lib/contracts/rotation-tasks.ts';
import { openRestore } from '../../lib/recovery/open-restore.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { fakeApi } from '../cli/support/fake-api.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployedKeyTable } from './support/key-table.ts';
import { invoke, manageNewKey, readSecret, SWEEP_KEYS } from './support/rotation.ts';

const { endpointUrl, apiUrl, region, admin, sampleHttpUrl } = inject('deployment');
const { client, table } = deployedKeyTable;
const SOON = { timeout: 100_000, interval: 500 };

/** The items of a tenant. The emulator cannot restore a table to a point in time. */
async function tenantItems(tenant: string) {
  const found = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    found.push(...Items.filter((item) => JSON.stringify(item).includes(tenant)));
  }
  return found;
}

async function copyTenant(tenant: string): Promise<string> {
  const copy = `${table}-copy-${crypto.randomUUID().slice(0, 8)}`;
  await client.send(
    new CreateTableCommand({
      TableName: copy,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  for (const Item of await tenantItems(tenant))
    await client.send(new PutItemCommand({ TableName: copy, Item }));
  return copy;
}

/** Deletes the items of keys and owners of a tenant, past every API. */
async function loseItems(tenant: string): Promise<void> {
  const lost = (await tenantItems(tenant)).filter(({ pk }) => /^(key|owner)#/.test(pk?.S ?? ''));
  for (const { pk, sk } of lost) {
    if (pk && sk) await client.send(new DeleteItemCommand({ TableName: table, Key: { pk, sk } }));
  }
}

async function statusOf(value: string): Promise<number> {
  const response = await fetch(`${sampleHttpUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
  return response.status;
}

function restore(...words: readonly string[]) {
  return runCli(['--json', 'restore', '--stage', 'local', '--region', region, ...words], {
    transport: fakeApi().transport,
    local: false,
    clock: Date.now,
    instruments: {
      openRestore: (scope) => openRestore({ ...scope, ...rootClient(endpointUrl), endpoint: endpointUrl }),
    },
  });
}

it('restores lost keys in place, and accepts no value that has ended since the copy', {
  timeout: 240_000,
}, async () => {
  const tenant = await newTenant();
  const [kept, revoked, disabled] = [await newKey(tenant), await newKey(tenant), await newKey(tenant)];
  const managed = await manageNewKey(tenant, 60_000);
  const oldValue = await readSecret(managed.secretArn);
  const time = new Date().toISOString();
  const copy = await copyTenant(tenant);

  await adminClient.call('revokeKey', { params: { tenant, key: revoked.id }, body: {} });
  await adminClient.call('disableKey', { params: { tenant, key: disabled.id } });
  await adminClient.call('replaceManagedKey', { params: { tenant, key: managed.keyId } });
  const late = await newKey(tenant);
  await loseItems(tenant);
  expect(await statusOf(kept.value)).toBe(403);

  const words = ['--time', time, '--from', copy];
  const plan = await restore(...words, '--dry-run');
  expect(JSON.parse(plan.stdout)).toMatchObject({ lost: [{ kind: 'key', tenant, id: late.id }] });
  expect(await statusOf(kept.value)).toBe(403);
  const done = await restore(...words, '--yes');
  expect([done.exitCode, JSON.parse(done.stdout)]).toMatchObject([0, { conflicts: [], unreadable: [] }]);

  expect(await statusOf(kept.value)).toBe(200);
  // The managed key is due at once. The schedule of the sweep is tested with rotations.
  expect((await invoke(SWEEP_KEYS, SWEEP_EVENT)).failed).toBeUndefined();
  await vi.waitFor(async () => expect(await statusOf(await readSecret(managed.secretArn))).toBe(200), SOON);
  for (const value of [revoked.value, disabled.value, late.value, oldValue])
    expect(await statusOf(value)).toBe(403);
  expect(JSON.parse((await restore(...words, '--yes')).stdout)).toMatchObject({
    recreated: [],
    tightened: [],
  });

  const transport = createSignedTransport({ apiUrl, region, credentials: admin });
  await vi.waitFor(async () => {
    const verified = await runCli(['--json', 'audit', 'verify', '--tenant', tenant], {
      transport,
      clock: Date.now,
    });
    expect(JSON.parse(verified.stdout)).toMatchObject({ findings: [], pending: 0 });
  }, SOON);
  await client.send(new DeleteTableCommand({ TableName: copy }));
});
