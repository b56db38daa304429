import { describe, expect, it } from 'vitest';
import { commit } from '../../../lib/adapters/dynamodb/commit.ts';
import { encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import { type Change, UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON, ownerOf, sessionOf, tenantOf } from '../../support/entities.ts';
import { cancellation, failure, networkError, scriptedTable, success } from '../../support/scripted-table.ts';

const tenant = tenantOf();
const owner = ownerOf(tenant.id);
const key = keyOf(tenant.id);
const event = eventOf(tenant.id);

const session = sessionOf(key);
const old = keyOf(tenant.id, { status: 'revoked', credentials: [], version: 2 });
const replaced = { key: old, event: eventOf(tenant.id, { action: 'key.revoked' }) };
const identity = { issuer: 'https://id.example', subject: 'ann' };

const changes = {
  createTenant: { kind: 'create-tenant', tenant },
  updateTenant: { kind: 'update-tenant', tenant: { ...tenant, version: 2 } },
  createOwner: { kind: 'create-owner', owner },
  invite: { kind: 'create-owner', owner: { ...owner, email: 'ann@example.com' } },
  bindIdentity: { kind: 'bind-identity', owner: { ...owner, identity, version: 2 } },
  createKey: { kind: 'create-key', counting: NO_MAXIMUM, key },
  createChild: {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: { ...key, lineage: { predecessor: null, parent: 'p1' } },
  },
  renew: {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: { ...key, lineage: { predecessor: 'p1', parent: null } },
  },
  replace: {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: { ...key, lineage: { predecessor: old.id, parent: null } },
    replaced,
  },
  createOnVersions: {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: { ...key, lineage: { predecessor: null, parent: 'p1' } },
    expected: { tenant: 4, owner: 3, parent: 2 },
  },
  renewOnVersions: {
    kind: 'create-key',
    counting: NO_MAXIMUM,
    key: { ...key, lineage: { predecessor: 'p1', parent: null } },
    expected: { tenant: 4, owner: 3, predecessor: 2 },
  },
  updateOnVersions: {
    kind: 'update-key',
    key: { ...key, version: 2 },
    expected: { tenant: 4, owner: 3 },
    cascade: 'pending',
  },
  updateOwner: { kind: 'update-owner', owner: { ...owner, version: 2 } },
  updateKey: { kind: 'update-key', key: { ...key, version: 2 } },
  createSession: { kind: 'create-session', session },
  updateSession: { kind: 'update-session', session: { ...session, version: 2 } },
} satisfies Record<string, Change>;

const record = { id: 'r', bodyDigest: 'b', createdId: key.id, createdAtMs: NOON };
const createKeyOnce: Change = { ...changes.createKey, record };
const replaceOnce: Change = { ...changes.replace, record };

const FAILED = 'ConditionalCheckFailed';
const CONFLICT = 'TransactionConflict';
const foundActiveOwner = { Code: FAILED, Item: encodeOwner(owner) };
const foundActiveKey = { Code: FAILED, Item: encodeKey(key) };
const foundOwner = { Code: FAILED, Item: encodeOwner({ ...owner, status: 'deactivated' }) };

describe('a failed condition', () => {
  it.each([
    ['exists', changes.createTenant, [FAILED, 'None']],
    ['tenant-not-found', changes.createOwner, [FAILED, 'None', 'None']],
    ['exists', changes.createOwner, ['None', FAILED, 'None']],
    ['owner-not-found', changes.createKey, [FAILED, 'None', 'None']],
    ['owner-deactivated', changes.createKey, [foundOwner, 'None', 'None']],
    ['exists', changes.createKey, ['None', FAILED, 'None']],
    ['version-conflict', changes.updateOwner, [FAILED, 'None']],
    ['version-conflict', changes.updateKey, [FAILED, 'None']],
    ['version-conflict', createKeyOnce, [FAILED, 'None', 'None', 'None']],
    ['version-conflict', changes.updateTenant, [FAILED, 'None']],
    ['already-invited', changes.invite, ['None', 'None', FAILED, 'None']],
    ['version-conflict', changes.bindIdentity, [FAILED, 'None', 'None']],
    ['version-conflict', changes.bindIdentity, ['None', FAILED, 'None']],
    ['key-not-active', changes.createChild, ['None', FAILED, 'None', 'None', 'None']],
    ['exists', changes.createChild, ['None', 'None', FAILED, 'None', 'None']],
    ['exists', changes.renew, ['None', FAILED, 'None', 'None']],
    ['version-conflict', changes.replace, ['None', FAILED, 'None', 'None', 'None', 'None']],
    ['exists', changes.replace, ['None', 'None', FAILED, 'None', 'None', 'None']],
    ['key-not-active', changes.createSession, [FAILED, 'None', 'None']],
    ['exists', changes.createSession, ['None', FAILED, 'None']],
    ['version-conflict', changes.updateSession, [FAILED, 'None']],
    [
      'version-conflict',
      changes.createOnVersions,
      [foundActiveOwner, 'None', 'None', 'None', 'None', 'None'],
    ],
    ['owner-deactivated', changes.createOnVersions, [foundOwner, 'None', 'None', 'None', 'None', 'None']],
    ['owner-not-found', changes.createOnVersions, [FAILED, 'None', 'None', 'None', 'None', 'None']],
    ['version-conflict', changes.createOnVersions, ['None', foundActiveKey, 'None', 'None', 'None', 'None']],
    ['key-not-active', changes.createOnVersions, ['None', FAILED, 'None', 'None', 'None', 'None']],
    ['version-conflict', changes.createOnVersions, ['None', 'None', FAILED, 'None', 'None', 'None']],
    ['version-conflict', changes.renewOnVersions, ['None', 'None', FAILED, 'None', 'None', 'None']],
    ['version-conflict', changes.updateOnVersions, ['None', FAILED, 'None', 'None', 'None']],
    ['version-conflict', changes.updateOnVersions, ['None', 'None', FAILED, 'None', 'None']],
  ])('returns %s, by the position of the failed item', async (outcome, change, reasons) => {
    expect(await commit(scriptedTable([cancellation(...reasons)]), change, event)).toBe(outcome);
  });

  it.each([
    ['owner-not-found', changes.createKey, [FAILED, FAILED, 'None']],
    ['owner-deactivated', changes.createKey, [foundOwner, FAILED, CONFLICT]],
    ['exists', changes.createKey, [CONFLICT, FAILED, 'None']],
    ['tenant-not-found', changes.createOwner, [FAILED, FAILED, 'ThrottlingError']],
    ['version-conflict', changes.updateKey, [FAILED, CONFLICT]],
    ['version-conflict', createKeyOnce, [FAILED, foundOwner, FAILED, 'None']],
    ['exists', changes.invite, ['None', FAILED, FAILED, 'None']],
    ['owner-deactivated', changes.createChild, [foundOwner, FAILED, FAILED, 'None', 'None']],
    ['key-not-active', changes.createChild, ['None', FAILED, FAILED, CONFLICT, 'None']],
    ['version-conflict', changes.replace, ['None', FAILED, FAILED, 'None', 'None', 'None']],
    ['key-not-active', changes.createSession, [FAILED, FAILED, 'None']],
  ])(
    'is final without a retry, even with other cancellation reasons: %s',
    async (outcome, change, reasons) => {
      const table = scriptedTable([cancellation(...reasons), success()]);

      expect(await commit(table, change, event)).toBe(outcome);
      expect(table.requests).toHaveLength(1);
      expect(table.backoffs).toEqual([]);
    },
  );
});

describe('a transient cancellation', () => {
  it.each([CONFLICT, 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again after a backoff: %s',
    async (reason) => {
      const cancelled = cancellation('None', reason);
      const table = scriptedTable([cancelled, cancelled, success()]);

      expect(await commit(table, changes.updateKey, event)).toBe('committed');
      expect(table.backoffs).toEqual([1, 2]);
    },
  );

  it('gives up after a bounded number of attempts', async () => {
    const table = scriptedTable([cancellation(CONFLICT, 'None')]);

    await expect(commit(table, changes.updateKey, event)).rejects.toThrow(UnavailableError);
    expect(table.requests).toHaveLength(14);
    expect(table.backoffs).toHaveLength(13);
  });

  it('ends as soon as a condition fails', async () => {
    const table = scriptedTable([cancellation(CONFLICT, 'None'), cancellation(FAILED, 'None'), success()]);

    expect(await commit(table, changes.updateKey, event)).toBe('version-conflict');
  });
});

describe('a commit with a lost response', () => {
  it('is retried by the SDK and by the commit with the same token: the event ID', async () => {
    const table = scriptedTable([networkError('ECONNRESET'), cancellation(CONFLICT, 'None'), success()], 3);

    expect(await commit(table, changes.updateKey, event)).toBe('committed');
    expect(table.requests).toHaveLength(3);
    expect(new Set(table.requests).size).toBe(1);
    expect(JSON.parse(table.requests[0] ?? '')).toMatchObject({ ClientRequestToken: event.id });
  });
});

describe('a table that fails', () => {
  it.each([
    ['no server listens', networkError('ECONNREFUSED')],
    ['it times out', networkError('ETIMEDOUT')],
    ['the request is throttled', failure('ThrottlingException')],
    ['its capacity is exceeded', failure('ProvisionedThroughputExceededException')],
    ['it has an internal error', failure('InternalServerError', 500)],
    ['it does not exist', failure('ResourceNotFoundException')],
    ['access is denied', failure('AccessDeniedException')],
    ['a transaction is cancelled without reasons', failure('TransactionCanceledException')],
    ['only the event fails', cancellation('None', 'ItemCollectionSizeLimitExceeded')],
  ])('is unavailable, with the cause: %s', async (_, answer) => {
    const table = scriptedTable([answer]);

    const error: unknown = await commit(table, changes.updateKey, event).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toHaveProperty('cause', expect.any(Error));
    expect(table.requests).toHaveLength(1);
  });
});

const everyChange: ReadonlyArray<readonly [string, Change]> = [
  ...Object.entries(changes),
  ['with a record', createKeyOnce],
  ['in the place of another, with a record', replaceOnce],
];

describe('a change and its event', () => {
  it.each(everyChange)('are sent as one transaction, event last: %s', async (_, change) => {
    const table = scriptedTable([success()]);

    await commit(table, change, event);

    expect(table.requests).toHaveLength(1);
    const { TransactItems, ClientRequestToken } = JSON.parse(table.requests[0] ?? '');
    expect(ClientRequestToken).toBe(event.id);
    expect(TransactItems.at(-1).Put.Item.data.M.id.S).toBe(event.id);
    expect(TransactItems.filter(isEvent)).toHaveLength('replaced' in change ? 2 : 1);
    expect(TransactItems.filter((item: Item) => !isUnconditional(item)).every(hasCondition)).toBe(true);
  });

  it.each(everyChange)('write each item once, as DynamoDB requires: %s', async (_, change) => {
    const table = scriptedTable([success()]);

    await commit(table, change, event);

    const { TransactItems } = JSON.parse(table.requests[0] ?? '');
    const touched = TransactItems.map(keyIn).map(({ pk, sk }: Key) => `${pk.S} ${sk.S}`);
    expect(new Set(touched).size).toBe(TransactItems.length);
  });

  it('have at most 12 items', async () => {
    const table = { ...scriptedTable([success()]), usageTable: 'usage' };

    await commit(table, { ...replaceOnce, expected: { tenant: 1, owner: 1 } }, event);

    expect(JSON.parse(table.requests[0] ?? '').TransactItems).toHaveLength(12);
  });
});

interface Key {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
}

interface Item {
  readonly Put?: { readonly Item: Key & { readonly type: { readonly S: string } } };
  readonly ConditionCheck?: { readonly Key: Key };
  readonly Update?: { readonly Key: Key };
}

function isEvent({ Put }: Item): boolean {
  return Put?.Item.type.S === 'audit';
}

/**
 * A pending cascade is guarded by the version of its key, a copy of a tenant's version by the tenant's, and a count without
 * a maximum by the new item of the counted key.
 */
function isUnconditional(item: Item): boolean {
  if (item.Update) return true;
  return isEvent(item) || ['cascade', 'tenant-version'].includes(item.Put?.Item.type.S ?? '');
}

function keyIn({ Put, ConditionCheck, Update }: Item): Key | undefined {
  return Put?.Item ?? ConditionCheck?.Key ?? Update?.Key;
}

function hasCondition(item: object): boolean {
  return Object.values(item).every(({ ConditionExpression }) => ConditionExpression !== undefined);
}
