import { describe, expect, it } from 'vitest';
import { createChainStore } from '../../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { sendProbe } from '../../../lib/adapters/dynamodb/audit-chain/probe.ts';
import { chainedEvent, nextLink } from '../../../lib/core/audit/chain/link.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { cancellation, failure, networkError, scriptedTable, success } from '../../support/scripted-table.ts';

const events = [chainedEvent(eventOf('acme'), null), chainedEvent(eventOf('acme'), NOON)];
const link = nextLink(undefined, events, { nowMs: NOON, retentionDays: 400 });

describe('an append', () => {
  it('is one transaction with the condition that each item is new', async () => {
    const table = scriptedTable([success()]);
    await createChainStore(table).append(link);
    const { TransactItems } = JSON.parse(table.requests[0] ?? '');
    expect(TransactItems).toHaveLength(3);
    for (const item of TransactItems) {
      expect(item).toMatchObject({ Put: { ConditionExpression: 'attribute_not_exists(pk)' } });
    }
    expect(TransactItems[0].Put.Item).toMatchObject({ pk: { S: 'links' }, sk: { S: '000000000001' } });
  });

  it.each([
    ['its number is taken', ['ConditionalCheckFailed', 'None', 'None'], []],
    ['another append is in progress', ['TransactionConflict', 'None', 'None'], []],
    ['an event already has a link', ['None', 'None', 'ConditionalCheckFailed'], [events[1]]],
    ['both fail', ['ConditionalCheckFailed', 'ConditionalCheckFailed', 'None'], [events[0]]],
  ])('is not done if %s, and returns the events that already have a link', async (_, reasons, known) => {
    const store = createChainStore(scriptedTable([cancellation(...reasons)]));
    expect(await store.append(link)).toEqual({ appended: false, known });
  });
});

describe.each([
  ['unreachable', networkError('ECONNREFUSED')],
  ['throttled', cancellation('ThrottlingError', 'None', 'None')],
  ['failing with an internal error', failure('InternalServerError', 500)],
  ['denying access', failure('AccessDeniedException')],
])('a table that is %s', (_, answer) => {
  it('is reported as unavailable to appends, reads and probes', async () => {
    const table = scriptedTable([answer]);
    const store = createChainStore(table);
    await expect(store.append(link)).rejects.toThrow(UnavailableError);
    await expect(store.readNewest(1)).rejects.toThrow(UnavailableError);
    await expect(store.readProbe()).rejects.toThrow(UnavailableError);
    await expect(store.recordProbe(NOON)).rejects.toThrow(UnavailableError);
    await expect(sendProbe(table, NOON)).rejects.toThrow(UnavailableError);
  });
});
