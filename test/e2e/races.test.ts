import { expect, it } from 'vitest';
import { readItem } from '../../lib/adapters/dynamodb/read-item.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { ProblemError } from '../../lib/api-client/errors.ts';
import { readAuditEvents } from '../support/audit-events.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployedKeyTable } from './support/key-table.ts';

/** The audit events of the only key of a tenant, in the order of its versions. */
async function auditEventsOfKey(tenant: string, since: string) {
  const days = new Set([since, new Date().toISOString()].map((at) => at.slice(0, 'yyyy-mm-dd'.length)));
  const events = await Promise.all([...days].map((day) => readAuditEvents(deployedKeyTable, tenant, day)));
  return events
    .flat()
    .filter(({ subject }) => subject.kind === 'key')
    .map(({ action, after }) => ({ action, version: Number(after?.version) }))
    .sort((one, other) => one.version - other.version);
}

/** The status of the key in the response, or the code of the problem. */
function outcome(call: Promise<{ status: string }>): Promise<string> {
  return call.then(
    ({ status }) => status,
    (error) => {
      if (error instanceof ProblemError) return error.code;
      throw error;
    },
  );
}

it('64 concurrent updates of one key have one order, and none restores it after its revocation', async () => {
  const tenant = await newTenant();
  const { id, createdAt } = await newKey(tenant);
  const params = { tenant, key: id };
  const calls = [
    () => adminClient.call('revokeKey', { params, body: { reason: 'compromised' } }),
    () => adminClient.call('updateKey', { params, body: { name: crypto.randomUUID() } }),
    () => adminClient.call('enableKey', { params }),
    () => adminClient.call('disableKey', { params }),
  ];

  const outcomes = await Promise.all(
    Array.from({ length: 16 }, () => calls)
      .flat()
      .map((call) => outcome(call())),
  );

  // A caller that lost every attempt gets `unavailable` and may retry.
  const expected = ['active', 'disabled', 'revoked', 'key-revoked', 'unavailable'];
  expect(outcomes.filter((each) => !expected.includes(each))).toEqual([]);
  const key = await createKeyReader((key) => readItem(deployedKeyTable, key)).readKey(id);
  expect(key).toMatchObject({ status: 'revoked', credentials: [], revocation: { reason: 'compromised' } });

  const events = await auditEventsOfKey(tenant, createdAt);
  expect(events.map(({ version }) => version)).toEqual(
    Array.from({ length: key?.version ?? 0 }, (_, at) => at + 1),
  );
  expect(events.filter(({ action }) => action === 'key.revoked')).toHaveLength(1);
  expect(events.at(-1)?.action).toBe('key.revoked');
});
