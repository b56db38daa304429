import { expect, it } from 'vitest';
import {
  decodeAuditEvent,
  encodeAuditEvent,
  keptUntilMsOf,
} from '../../../lib/adapters/dynamodb/audit-item.ts';
import { createStore } from '../../../lib/adapters/dynamodb/store.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON, tenantOf } from '../../support/entities.ts';
import { scriptedTable, success } from '../../support/scripted-table.ts';

it('expires an event at the end of its retention, never earlier', () => {
  const event = eventOf('acme', { atMs: NOON + 1 });
  const item = encodeAuditEvent(event, 400);
  expect(item.ttl).toEqual({ N: String((NOON + 400 * MS_PER_DAY) / 1000 + 1) });
  expect(keptUntilMsOf(item)).toBeGreaterThanOrEqual(event.atMs + 400 * MS_PER_DAY);
  expect(decodeAuditEvent(item)).toEqual(event);
});

it('keeps an event without retention as long as its table', () => {
  const item = encodeAuditEvent(eventOf('acme'));
  expect(item).not.toHaveProperty('ttl');
  expect(keptUntilMsOf(item)).toBeNull();
});

it('expires all events of a change and nothing else', async () => {
  const table = scriptedTable([success()]);
  const store = createStore({ ...table, auditRetentionDays: 30 });
  const tenant = tenantOf();
  const key = keyOf(tenant.id);
  const replaced = { key: { ...key, id: 'old', version: 2 }, event: eventOf(tenant.id) };
  await store.commit({ kind: 'create-key', counting: NO_MAXIMUM, key, replaced }, eventOf(tenant.id));
  const { TransactItems } = JSON.parse(table.requests[0] ?? '');
  const items: { type?: { S: string }; ttl?: object }[] = TransactItems.flatMap(
    (each: { Put?: { Item: object } }) => each.Put?.Item ?? [],
  );
  expect(items.filter(({ ttl }) => ttl).map(({ type }) => type?.S)).toEqual(['audit', 'audit']);
});
