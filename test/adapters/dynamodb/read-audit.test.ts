import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  AUDIT_SHARDS,
  auditPositionOf,
  encodeAuditEvent,
} from '../../../lib/adapters/dynamodb/audit-item.ts';
import { encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { DAYS_PER_PAGE, readAudit } from '../../../lib/adapters/dynamodb/read-audit.ts';
import type { AuditFilter } from '../../../lib/core/audit/filter.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { queriedTable } from '../../support/queried-table.ts';
import { allPages, pageOf } from '../store/store-under-test.ts';

const DAY = 24 * 60 * 60 * 1000;
const ann = { id: 'person:acme/ann', sourceAddress: '192.0.2.1' };

const daysAgo = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 90 }));
const instants = fc.oneof(
  daysAgo.map((days) => NOON - days * DAY),
  // The last and the first millisecond of days.
  daysAgo.map((days) => NOON - days * DAY - DAY / 2),
  daysAgo.map((days) => NOON - days * DAY - DAY / 2 - 1),
);
const filters = fc.constantFrom<AuditFilter['about']>(
  null,
  { actor: ann.id },
  { subject: { kind: 'key', id: 'a1b2c3' } },
);

it('returns each event of a time range once, newest first, across pages and days', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(instants, { maxLength: 12 }),
      instants,
      instants,
      fc.integer({ min: 1, max: 4 }),
      filters,
      async (atMs, fromMs, untilMs, limit, about) => {
        const events = atMs.map((each) => eventOf('acme', { atMs: each, caller: ann }));
        const table = queriedTable([...events, eventOf('other', { caller: ann })].map(encodeAuditEvent));

        const pages = await allPages(
          (page) => readAudit(table, 'acme', { fromMs, untilMs, about }, page),
          limit,
        );

        const meant = events.filter((event) => event.atMs >= fromMs && event.atMs < untilMs);
        const newestFirst = meant.toSorted((a, b) => (auditPositionOf(a) < auditPositionOf(b) ? 1 : -1));
        expect(pages.flat()).toEqual(newestFirst);
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 60 },
  );
});

it('reads a bounded number of days per page and continues after them', async () => {
  const oldest = eventOf('acme', { atMs: NOON - (DAYS_PER_PAGE + 5) * DAY });
  const table = queriedTable([encodeAuditEvent(oldest)]);
  const ever = { fromMs: NOON - 3650 * DAY, untilMs: NOON, about: null };

  const first = await pageOf(readAudit(table, 'acme', ever, { cursor: undefined, limit: 10 }));
  expect(first.items).toEqual([]);
  expect(table.queries).toHaveLength(DAYS_PER_PAGE * AUDIT_SHARDS);
  const second = await pageOf(readAudit(table, 'acme', ever, { cursor: first.next, limit: 10 }));
  expect(second.items).toEqual([oldest]);
  expect(table.queries).toHaveLength(2 * DAYS_PER_PAGE * AUDIT_SHARDS);
});

it.each<[string, AuditFilter['about']]>([
  ['by tenant', null],
  ['by actor', { actor: ann.id }],
])(
  'begins at the end of a stretch for a cursor from behind it, as DynamoDB would not: %s',
  async (_, about) => {
    const [older, newer] = [NOON - DAY, NOON].map((atMs) => eventOf('acme', { atMs, caller: ann }));
    const table = queriedTable([older, newer].flatMap((event) => (event ? [encodeAuditEvent(event)] : [])));
    const stretch = { fromMs: NOON - 2 * DAY, untilMs: NOON, about };
    const cursor = encodeCursor(`${new Date(NOON).toISOString()}#z`);

    const { items } = await pageOf(readAudit(table, 'acme', stretch, { cursor, limit: 10 }));

    expect(items).toEqual([older]);
  },
);

it('reads the table by tenant with strong consistency', async () => {
  const table = queriedTable([]);
  const noon = { fromMs: NOON, untilMs: NOON + 1, about: null };
  await readAudit(table, 'acme', noon, { cursor: undefined, limit: 10 });
  const partitions = [0, 1, 2, 3].map((shard) => `audit#acme#2027-01-31#${shard}`);
  expect(table.queries.map((text) => JSON.parse(text))).toMatchObject(
    partitions.map((S) => ({ ConsistentRead: true, ExpressionAttributeValues: { ':partition': { S } } })),
  );
});

it('spreads the changes of a tenant and of one actor evenly, so that no partition takes more than its share', () => {
  const items = Array.from({ length: 4_000 }, () => encodeAuditEvent(eventOf('acme', { caller: ann })));
  for (const partitionKey of ['pk', 'gsi4pk']) {
    const partitions = Map.groupBy(items, (item) => item[partitionKey]?.S);
    const largest = Math.max(...[...partitions.values()].map(({ length }) => length));
    expect(largest / items.length).toBeLessThan(1.2 / AUDIT_SHARDS);
  }
});
