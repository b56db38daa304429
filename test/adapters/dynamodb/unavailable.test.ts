import { describe, expect, it } from 'vitest';
import { readItem } from '../../../lib/adapters/dynamodb/read-item.ts';
import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { createStore } from '../../../lib/adapters/dynamodb/store.ts';
import { type Store, UnavailableError } from '../../../lib/core/store.ts';
import { NOON } from '../../support/entities.ts';
import { failure, networkError, scriptedTable } from '../../support/scripted-table.ts';

const page = { cursor: undefined, limit: 10 };
const noon = { fromMs: NOON, untilMs: NOON + 1 };
const reads: ReadonlyArray<[string, (store: Store) => Promise<unknown>]> = [
  ['a key', (store) => store.readKey('a1b2c3')],
  ['an owner', (store) => store.readOwner('acme', 'ann')],
  ['a tenant', (store) => store.readTenant('acme')],
  ['a session', (store) => store.readSession('a1b2c3')],
  ['a managed key with its state', (store) => store.readManagedRecord('a1b2c3')],
  ['the derived keys of a key', (store) => store.readDescendants('a1b2c3')],
  ['the memberships of a person', (store) => store.readMemberships({ issuer: 'https://id', subject: 'ann' })],
  ['the invitations of an address', (store) => store.readInvitations('ann@example.com')],
  ['the tenants', (store) => store.listTenants(page)],
  ['the owners', (store) => store.listOwners('acme', page)],
  ['the keys', (store) => store.listKeys('acme', page)],
  ["an owner's keys", (store) => store.listKeysOf('acme', 'ann', page)],
  ['the audit trail', (store) => store.listAuditEvents('acme', { ...noon, about: null }, page)],
  ["an actor's events", (store) => store.listAuditEvents('acme', { ...noon, about: { actor: 'ann' } }, page)],
  ["a key's sessions", (store) => store.listSessions({ tenant: 'acme', id: 'a1b2c3' }, page)],
];

describe.each([
  ['unreachable', networkError('ECONNREFUSED')],
  ['not responding', networkError('ETIMEDOUT')],
  ['throttled', failure('ThrottlingException')],
  ['failing with an internal error', failure('InternalServerError', 500)],
  ['missing', failure('ResourceNotFoundException')],
  ['denying access', failure('AccessDeniedException')],
  ['returning HTML', { status: 200, body: '<html>Welcome</html>' }],
])('a table that is %s', (_, answer) => {
  it.each(reads)('is reported as unavailable, not as empty, to a read of %s', async (_subject, read) => {
    const error: unknown = await read(createStore(scriptedTable([answer]))).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toHaveProperty('cause', expect.any(Error));
  });
});

describe('a key reader', () => {
  it('reads one item for each call with strong consistency', async () => {
    const table = scriptedTable([{ status: 200, body: {} }]);
    const reader = createKeyReader((key) => readItem(table, key));

    expect(await reader.readKey('a1b2c3')).toBeUndefined();
    expect(await reader.readOwner('acme', 'ann')).toBeUndefined();
    expect(await reader.readSession('d4e5f6')).toBeUndefined();
    expect(await reader.readTenant('acme')).toBeUndefined();

    expect(table.requests.map((body) => JSON.parse(body))).toEqual(
      [
        { pk: { S: 'key#a1b2c3' }, sk: { S: 'key' } },
        { pk: { S: 'owner#acme#ann' }, sk: { S: 'owner' } },
        { pk: { S: 'session#d4e5f6' }, sk: { S: 'session' } },
        { pk: { S: 'tenant#acme' }, sk: { S: 'tenant' } },
      ].map((Key) => ({ TableName: 'keys', Key, ConsistentRead: true })),
    );
  });
});
