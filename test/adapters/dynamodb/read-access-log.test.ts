import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { encodeSegments, logPositionOf } from '../../../lib/adapters/dynamodb/usage/access-log-item.ts';
import {
  countAttribute,
  countsItemKey,
  dayOfHour,
} from '../../../lib/adapters/dynamodb/usage/counts-item.ts';
import { readAccessLog } from '../../../lib/adapters/dynamodb/usage/read-access-log.ts';
import type { Outcome } from '../../../lib/core/access/outcomes.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import type { AccessLogEntry } from '../../../lib/core/usage/access-log.ts';
import { hourOf } from '../../../lib/core/usage/limits.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { queriedTable } from '../../support/queried-table.ts';
import { allPages } from '../store/store-under-test.ts';

function entryOf(key: string, atMs: number, outcome: Outcome = 'allowed'): AccessLogEntry {
  const { ms, ...decision } = decided({ atMs, outcome });
  return { ...decision, via: 'authorizer', tenant: 'acme', key };
}

/** A table with the segments of batches and the counts of their keys. */
function tableWith(batches: readonly (readonly AccessLogEntry[])[]) {
  const segments = batches.flatMap((entries, batch) => encodeSegments(`b${batch}`, entries));
  const counts = batches.flat().map(({ tenant, key, atMs }) => {
    const hour = hourOf(atMs);
    const { pk, sk } = countsItemKey({ tenant, key }, dayOfHour(hour));
    return { pk: { S: pk }, sk: { S: sk }, [countAttribute({ tenant, key }, hour, 'allowed')]: { N: '1' } };
  });
  const months = Map.groupBy(counts, ({ pk, sk }) => `${pk.S} ${sk.S}`);
  return queriedTable([...segments, ...[...months.values()].map((items) => Object.assign({}, ...items))]);
}

const OMITTED = { nil: undefined };
const instant = fc
  .tuple(fc.integer({ min: 0, max: 29 }), fc.integer({ min: 0, max: 1_200_000 }))
  .map(([days, ms]) => NOON - days * MS_PER_DAY - ms);
const outcome = fc.constantFrom('allowed' as const, 'expired' as const);
const entry = fc
  .tuple(fc.constantFrom('k1', 'k2', 'k3'), instant, outcome)
  .map(([key, atMs, of]) => entryOf(key, atMs, of));

it.each([{ tenant: 'acme' }, { tenant: 'acme', key: 'k1' }])(
  'returns each matching entry once, newest first, across pages, batches and days: %j',
  async (of) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(entry, { minLength: 1, maxLength: 6 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.record({
          fromMs: fc.option(instant, OMITTED),
          toMs: fc.option(instant, OMITTED),
          outcome: fc.option(outcome, OMITTED),
        }),
        async (batches, limit, filter) => {
          const table = tableWith([...batches, ...batches.slice(0, 1)]);
          const pages = await allPages((page) => readAccessLog(table, of, page, filter), limit);
          const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = filter;
          const meant = batches
            .flat()
            .filter(({ key }) => of.key === undefined || key === of.key)
            .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
            .filter((each) => filter.outcome === undefined || each.outcome === filter.outcome);
          expect(pages.flat()).toEqual(
            meant.toSorted((one, other) => (logPositionOf(one) < logPositionOf(other) ? 1 : -1)),
          );
          for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 40 },
    );
  },
);

it('reads the first page of a tenant with the same requests for any number of entries', async () => {
  const queries = [100, 10_000].map(async (count) => {
    const batches = Array.from({ length: count / 10 }, (_, batch) =>
      Array.from({ length: 10 }, (_, n) => entryOf(`k${n}`, NOON - batch * 300_000 - n)),
    );
    const table = tableWith(batches);
    await readAccessLog(table, { tenant: 'acme' }, { cursor: undefined, limit: 50 });
    return table.queries.length;
  });
  expect(await Promise.all(queries)).toEqual([9, 9]);
});

it('reads the log of a rarely used key only on the days of its use', async () => {
  const others = Array.from({ length: 29 }, (_, day) => [entryOf('k2', NOON - day * MS_PER_DAY)]);
  const rare = entryOf('k1', NOON - 20 * MS_PER_DAY);
  const table = tableWith([...others, [rare]]);
  const page = await readAccessLog(table, { tenant: 'acme', key: 'k1' }, { cursor: undefined, limit: 50 });
  expect(page).toEqual({ items: [rare], next: undefined });
  // Its counts, and two partitions of one day.
  expect(table.queries).toHaveLength(3);
});

it('reads the end of the log for a forged cursor with a time that does not exist', async () => {
  const table = tableWith([[entryOf('k1', NOON)]]);
  const cursor = encodeCursor(`2027-99-99T99:99:99.999Z#${'0'.repeat(16)}`);
  for (const of of [{ tenant: 'acme' }, { tenant: 'acme', key: 'k1' }])
    expect(await readAccessLog(table, of, { cursor, limit: 5 })).toMatchObject({ items: [{ atMs: NOON }] });
});

it('ends a page without a match after 40,000 entries, and continues after them', async () => {
  const other = entryOf('k1', NOON);
  const others = Array.from({ length: 40_000 }, (_, n) => ({ ...other, id: String(n).padStart(16, '0') }));
  const rare = entryOf('k1', NOON - 3_600_000, 'expired');
  const table = tableWith([others, [rare]]);
  const read = (cursor: string | undefined) =>
    readAccessLog(table, { tenant: 'acme' }, { cursor, limit: 10 }, { outcome: 'expired' });
  const first = await read(undefined);
  if (first === 'invalid-cursor') throw new Error('the first page has no cursor');
  expect(first.items).toEqual([]);
  expect(await read(first.next)).toEqual({ items: [rare], next: undefined });
});
