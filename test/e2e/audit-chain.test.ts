import { CreateTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  paginateListFunctions,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, inject, it, vi } from 'vitest';
import { createChainStore } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { auditPartition, auditPositionOf } from '../../lib/adapters/dynamodb/audit-item.ts';
import { primaryKey } from '../../lib/adapters/dynamodb/read-item.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { chainStoreContract } from '../adapters/chain-store.contract.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { endpointUrl, apiUrl, region, admin, sampleHttpUrl } = inject('deployment');
const { client } = deployedKeyTable;
const lambda = new LambdaClient(rootClient(endpointUrl));
/** Other tests deploy chains of their own beside it. */
const OWN_CHAIN = 'Postern-local-Access-ApiKeysAuditChain';
/** A batch is linked a second or two after it was written. */
const SOON = { timeout: 30_000, interval: 250 };

chainStoreContract('the chain in a table', async () => {
  const table = `chain-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  return createChainStore({ client, table });
});

/** Runs the command line against the deployment. */
function verify(tenant: string) {
  const transport = createSignedTransport({ apiUrl, region, credentials: admin });
  return runCli(['--json', 'audit', 'verify', '--tenant', tenant], { transport, clock: Date.now });
}

/** What verifying finds of a tenant, once everything that it did has a link. */
async function verifiedWhole(tenant: string) {
  return vi.waitFor(async () => {
    const { stdout, exitCode } = await verify(tenant);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ pending: 0, beforeChain: 0 });
    return { ...report, exitCode };
  }, SOON);
}

async function checkFunction(): Promise<string> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    const found = Functions.find(({ FunctionName }) => FunctionName?.startsWith(`${OWN_CHAIN}Check`));
    if (found?.FunctionName) return found.FunctionName;
  }
  throw new Error('no function checks the chain');
}

describe('the audit chain', () => {
  it('holds what was done, and verifying names what an administrator of the account changes in it', async () => {
    const tenant = await newTenant();
    const { id } = await newKey(tenant);
    const whole = await verifiedWhole(tenant);
    expect(whole).toMatchObject({ findings: [], exitCode: 0 });
    expect(whole.intact).toBeGreaterThanOrEqual(3);

    const { items } = await adminClient.call('listAuditEvents', { params: { tenant }, query: { key: id } });
    const issued = items.find(({ action }) => action === 'key.issued');
    if (!issued) throw new Error('no event of the key');
    const sk = auditPositionOf({ atMs: Date.parse(issued.at), id: issued.id });
    await client.send(
      new UpdateItemCommand({
        TableName: deployedKeyTable.table,
        Key: primaryKey({ pk: auditPartition(tenant, sk.slice(0, 10)), sk }),
        UpdateExpression: 'SET #data.caller.id = :eve',
        ExpressionAttributeNames: { '#data': 'data' },
        ExpressionAttributeValues: { ':eve': { S: 'arn:aws:iam::000000000000:user/eve' } },
      }),
    );
    const { stdout, exitCode } = await verify(tenant);
    expect(JSON.parse(stdout).findings).toEqual([
      { fault: 'event-changed', tenant, id: issued.id, atMs: Date.parse(issued.at) },
    ]);
    expect(exitCode).toBe(1);
  });

  it('is probed: what the check sends comes through the stream', async () => {
    const FunctionName = await checkFunction();
    const { AuditTableName: table = '' } = await readOutputs(endpointUrl);
    const sentAtMs = Date.now();
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    expect(FunctionError).toBeUndefined();
    const chain = createChainStore({ client, table });
    await vi.waitFor(async () => expect(await chain.readProbe()).toBeGreaterThanOrEqual(sentAtMs), SOON);
  });

  it('is waited for by no revocation, and catches up when it works again', async () => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const mapping = EventSourceMappings.find(({ FunctionArn }) => FunctionArn?.includes(`:${OWN_CHAIN}`));
    const turn = (Enabled: boolean) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled }));
    const tenant = await newTenant();
    await turn(false);
    try {
      const { id, value } = await newKey(tenant);
      await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
      const call = await fetch(`${sampleHttpUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
      expect([401, 403]).toContain(call.status);
      expect(JSON.parse((await verify(tenant)).stdout).pending).toBeGreaterThanOrEqual(2);
    } finally {
      await turn(true);
    }
    expect(await verifiedWhole(tenant)).toMatchObject({ findings: [], exitCode: 0 });
  });
});
