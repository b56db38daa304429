import { describe, expect, it } from 'vitest';
import { commit } from '../../../lib/adapters/dynamodb/commit.ts';
import { encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import { type Change, UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, keyOf, NOON, ownerOf, tenantOf } from '../../support/entities.ts';
import { cancellation, failure, networkError, scriptedTable, success } from '../../support/scripted-table.ts';

const tenant = tenantOf();
const owner = ownerOf(tenant.id);
const key = keyOf(tenant.id);
const event = eventOf(tenant.id);

const changes = {
  createTenant: { kind: 'create-tenant', tenant },
  createOwner: { kind: 'create-owner', owner },
  createKey: { kind: 'create-key', key },
  updateOwner: { kind: 'update-owner', owner: { ...owner, version: 2 } },
  updateKey: { kind: 'update-key', key: { ...key, version: 2 } },
} satisfies Record<string, Change>;

const record = { id: 'r', bodyDigest: 'b', createdId: key.id, createdAtMs: NOON };
const createKeyOnce: Change = { ...changes.createKey, record };

const FAILED = 'ConditionalCheckFailed';
const CONFLICT = 'TransactionConflict';
const foundOwner = { Code: FAILED, Item: encodeOwner({ ...owner, status: 'cut-off' }) };

describe('a failed condition', () => {
  it.each([
    ['exists', changes.createTenant, [FAILED, 'None']],
    ['no-tenant', changes.createOwner, [FAILED, 'None', 'None']],
    ['exists', changes.createOwner, ['None', FAILED, 'None']],
    ['no-owner', changes.createKey, [FAILED, 'None', 'None']],
    ['owner-cut-off', changes.createKey, [foundOwner, 'None', 'None']],
    ['exists', changes.createKey, ['None', FAILED, 'None']],
    ['stale', changes.updateOwner, [FAILED, 'None']],
    ['stale', changes.updateKey, [FAILED, 'None']],
    ['stale', createKeyOnce, [FAILED, 'None', 'None', 'None']],
  ])('is answered with %s, by the place of the item that failed', async (outcome, change, reasons) => {
    expect(await commit(scriptedTable([cancellation(...reasons)]), change, event)).toBe(outcome);
  });

  it.each([
    ['no-owner', changes.createKey, [FAILED, FAILED, 'None']],
    ['owner-cut-off', changes.createKey, [foundOwner, FAILED, CONFLICT]],
    ['exists', changes.createKey, [CONFLICT, FAILED, 'None']],
    ['no-tenant', changes.createOwner, [FAILED, FAILED, 'ThrottlingError']],
    ['stale', changes.updateKey, [FAILED, CONFLICT]],
    ['stale', createKeyOnce, [FAILED, foundOwner, FAILED, 'None']],
  ])('is final whatever else cancelled the transaction: %s, at once', async (outcome, change, reasons) => {
    const table = scriptedTable([cancellation(...reasons), success()]);

    expect(await commit(table, change, event)).toBe(outcome);
    expect(table.requests).toHaveLength(1);
    expect(table.pauses).toEqual([]);
  });
});

describe('a cancellation that may pass', () => {
  it.each([CONFLICT, 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again after a pause: %s',
    async (reason) => {
      const cancelled = cancellation('None', reason);
      const table = scriptedTable([cancelled, cancelled, success()]);

      expect(await commit(table, changes.updateKey, event)).toBe('committed');
      expect(table.pauses).toEqual([1, 2]);
    },
  );

  it('gives up after a bounded number of attempts', async () => {
    const table = scriptedTable([cancellation(CONFLICT, 'None')]);

    await expect(commit(table, changes.updateKey, event)).rejects.toThrow(UnavailableError);
    expect(table.requests).toHaveLength(8);
    expect(table.pauses).toHaveLength(7);
  });

  it('ends as soon as a condition fails', async () => {
    const table = scriptedTable([cancellation(CONFLICT, 'None'), cancellation(FAILED, 'None'), success()]);

    expect(await commit(table, changes.updateKey, event)).toBe('stale');
  });
});

describe('a commit whose answer is lost', () => {
  it('is sent again by the SDK, and by us, under one token: the event id', async () => {
    const table = scriptedTable([networkError('ECONNRESET'), cancellation(CONFLICT, 'None'), success()], 3);

    expect(await commit(table, changes.updateKey, event)).toBe('committed');
    expect(table.requests).toHaveLength(3);
    expect(new Set(table.requests).size).toBe(1);
    expect(JSON.parse(table.requests[0] ?? '')).toMatchObject({ ClientRequestToken: event.id });
  });
});

describe('a table that fails', () => {
  it.each([
    ['nobody answers', networkError('ECONNREFUSED')],
    ['it times out', networkError('ETIMEDOUT')],
    ['the request is throttled', failure('ThrottlingException')],
    ['its capacity is exceeded', failure('ProvisionedThroughputExceededException')],
    ['it fails inside', failure('InternalServerError', 500)],
    ['it does not exist', failure('ResourceNotFoundException')],
    ['access is denied', failure('AccessDeniedException')],
    ['a transaction is cancelled for a reason that never passes', cancellation('ValidationError', 'None')],
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

describe('a change and its event', () => {
  it.each([...Object.entries(changes), ['with a record', createKeyOnce] as const])(
    'go out as one transaction, the event last: %s',
    async (_, change) => {
      const table = scriptedTable([success()]);

      await commit(table, change, event);

      expect(table.requests).toHaveLength(1);
      const { TransactItems } = JSON.parse(table.requests[0] ?? '');
      expect(TransactItems.at(-1).Put.Item.data.M.id.S).toBe(event.id);
      expect(TransactItems.slice(0, -1).every(hasCondition)).toBe(true);
    },
  );
});

function hasCondition(item: Record<string, { ConditionExpression?: string }>): boolean {
  return Object.values(item).every(({ ConditionExpression }) => ConditionExpression !== undefined);
}
