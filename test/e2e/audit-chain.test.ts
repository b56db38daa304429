import { CreateTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it, vi } from 'vitest';
import { createChainStore } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { auditItemKey, auditPositionOf } from '../../lib/adapters/dynamodb/audit-item.ts';
import { primaryKey } from '../../lib/adapters/dynamodb/item.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { chainStoreContract } from '../adapters/chain-store.contract.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { OWN_CHAIN, setChainEnabled } from './support/deployed-faults.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { endpointUrl, apiUrl, region, admin, sampleHttpUrl } = inject('deployment');
const { client } = deployedKeyTable;
const lambda = new LambdaClient(rootClient(endpointUrl));
/** A batch is linked within two seconds. */
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

/** The verification report of a tenant after all of its events are linked. */
async function verifyWhenLinked(tenant: string) {
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
  throw new Error('The deployment has no function that checks the chain');
}

describe('the audit chain', () => {
  it('contains all events, and verification reports an event that an account administrator modified', async () => {
    const tenant = await newTenant();
    const { id } = await newKey(tenant);
    const whole = await verifyWhenLinked(tenant);
    expect(whole).toMatchObject({ findings: [], exitCode: 0, beganMs: expect.any(Number) });
    expect(whole.intact).toBeGreaterThanOrEqual(3);

    const { items } = await adminClient.call('listAuditEvents', { params: { tenant }, query: { key: id } });
    const issued = items.find(({ action }) => action === 'key.issued');
    if (!issued) throw new Error('The key has no event');
    const sk = auditPositionOf({ atMs: Date.parse(issued.at), id: issued.id });
    await client.send(
      new UpdateItemCommand({
        TableName: deployedKeyTable.table,
        Key: primaryKey(auditItemKey(tenant, sk)),
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

  it('receives the probes of the check through the stream', async () => {
    const FunctionName = await checkFunction();
    const { AuditTableName: table = '' } = await readOutputs(endpointUrl);
    const sentAtMs = Date.now();
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    expect(FunctionError).toBeUndefined();
    const chain = createChainStore({ client, table });
    await vi.waitFor(async () => expect(await chain.readProbe()).toBeGreaterThanOrEqual(sentAtMs), SOON);
  });

  it('does not delay revocations, and catches up after an outage', async () => {
    const tenant = await newTenant();
    await setChainEnabled(false);
    try {
      const { id, value } = await newKey(tenant);
      await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
      const call = await fetch(`${sampleHttpUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
      expect([401, 403]).toContain(call.status);
      expect(JSON.parse((await verify(tenant)).stdout).pending).toBeGreaterThanOrEqual(2);
    } finally {
      await setChainEnabled(true);
    }
    expect(await verifyWhenLinked(tenant)).toMatchObject({ findings: [], exitCode: 0 });
  });
});
