import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, vi } from 'vitest';
import { auditItemKey, auditPositionOf } from '../../../../lib/adapters/dynamodb/audit-item.ts';
import { primaryKey } from '../../../../lib/adapters/dynamodb/item.ts';
import { createSignedTransport } from '../../../../lib/api-client/signed-transport.ts';
import { adminClient, newKey, newTenant } from '../admin.ts';
import { setChainEnabled } from '../deployed-faults.ts';
import { inParallel } from '../in-parallel.ts';
import { deployedKeyTable } from '../key-table.ts';
import { runCommand } from './run-command.ts';
import { expectAccepted, expectDenied, HEALTHY_DOCTOR, type RunbookCases, today } from './situation.ts';

const { apiUrl, region, admin } = inject('deployment');
const CHANGES = 100;
const CONCURRENCY = 8;
/** A batch is linked within two seconds. */
const SOON = { timeout: 30_000, interval: 500 };
const INTACT = 'The audit trail is intact.';

function verify(tenant: string) {
  return runCommand(['npx', 'postern', 'audit', 'verify', '--tenant', tenant, '--stage', 'local']);
}

async function untilLinked(tenant: string): Promise<void> {
  await vi.waitFor(async () => {
    const { output } = await verify(tenant);
    expect(output).toContain(INTACT);
    expect(output).not.toContain('too recent');
  }, SOON);
}

/** The issue event of a key, and a function that overwrites its caller without the chain. */
async function issuedEvent(tenant: string, key: string) {
  const { items } = await adminClient.call('listAuditEvents', { params: { tenant }, query: { key } });
  const issued = items.find(({ action }) => action === 'key.issued');
  if (!issued) throw new Error(`The key ${key} has no event`);
  const sk = auditPositionOf({ atMs: Date.parse(issued.at), id: issued.id });
  const writeCaller = (caller: string) =>
    deployedKeyTable.client.send(
      new UpdateItemCommand({
        TableName: deployedKeyTable.table,
        Key: primaryKey(auditItemKey(tenant, sk)),
        UpdateExpression: 'SET #data.caller.id = :caller',
        ExpressionAttributeNames: { '#data': 'data' },
        ExpressionAttributeValues: { ':caller': { S: caller } },
      }),
    );
  return { id: issued.id, caller: issued.actor.id, writeCaller };
}

export const AUDIT_CASES: RunbookCases = {
  'admin-change-burst': {
    state: 'one caller makes 100 changes',
    prepare: async () => {
      const tenant = await newTenant();
      const owner = 'team:a';
      await adminClient.call('createOwner', { params: { tenant }, body: { id: owner, kind: 'application' } });
      const body = { owner, permissions: ['read'] };
      const { id, value } = await adminClient.call('createKey', { params: { tenant }, body });
      await inParallel(CHANGES, CONCURRENCY, (n) =>
        adminClient.call('updateKey', { params: { tenant, key: id }, body: { name: `change ${n}` } }),
      );
      return {
        values: { acme: tenant, [owner]: owner },
        steps: [
          { command: 'npx postern audit list', shows: [new RegExp(`key\\.\\w+ +key ${id} `)] },
          {
            command: 'npx postern owners deactivate',
            before: () => expectAccepted(value),
            shows: [owner, 'deactivated'],
            after: () => expectDenied(value),
          },
          {
            command: 'npx postern owners reactivate',
            shows: [owner, 'active'],
            after: () => expectAccepted(value),
          },
        ],
      };
    },
  },
  'admin-access-denied': {
    state: 'ten calls of the admin API have a wrong signature',
    prepare: async () => {
      const tenant = await newTenant();
      const { id } = await newKey(tenant);
      const credentials = { ...admin, secretAccessKey: 'wrong' };
      const forged = createSignedTransport({ apiUrl, region, credentials });
      const responses = await inParallel(10, CONCURRENCY, () =>
        forged({ method: 'GET', path: `/admin/v1/tenants/${tenant}`, query: {}, body: undefined }),
      );
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([403]));
      return {
        values: { acme: tenant },
        steps: [{ command: 'npx postern audit list', shows: [new RegExp(`key\\.issued +key ${id} +\\w+`)] }],
      };
    },
  },
  'audit-chain-lag': {
    state: 'the function that appends to the chain does not run',
    prepare: async () => {
      await setChainEnabled(false);
      const tenant = await newTenant();
      await newKey(tenant);
      const verification = {
        command: 'npx postern audit verify',
        shows: [/\d+ are too recent to have a link/],
      };
      return {
        values: { acme: tenant, '2027-01-31': today() },
        steps: [verification, HEALTHY_DOCTOR],
        end: async () => {
          await setChainEnabled(true);
          await untilLinked(tenant);
        },
      };
    },
  },
  'audit-integrity-failed': {
    state: 'an event was modified in the table',
    prepare: async () => {
      const tenant = await newTenant();
      const key = await newKey(tenant);
      await untilLinked(tenant);
      const { id, caller, writeCaller } = await issuedEvent(tenant, key.id);
      await writeCaller('arn:aws:iam::000000000000:user/eve');
      return {
        values: { acme: tenant, '2027-01-31': today() },
        steps: [
          {
            command: 'npx postern audit verify',
            exitCode: 1,
            shows: [new RegExp(`event-changed +${tenant} .*event ${id}`)],
          },
          { command: 'npx postern audit export', shows: [id, 'user/eve'] },
        ],
        end: () => writeCaller(caller),
      };
    },
  },
};
