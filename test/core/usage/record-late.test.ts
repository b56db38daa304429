import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { UnavailableError } from '../../../lib/core/store.ts';
import { ALLOWED_LATENESS_MS, type Source } from '../../../lib/core/usage/delivery.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../lib/core/usage/logged-decision.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import { keyOf, NOON } from '../../support/entities.ts';
import { decided, probe } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const SOURCE: Source = { logGroup: 'authorizer-log', via: 'authorizer', probed: true };
const MINUTE_MS = 60_000;
const LATER_MS = 60 * MINUTE_MS;
const DAY = dayOf(NOON);
const KEYS = ['k1', 'k2', 'k3'] as const;

async function recorder() {
  const store = createMemoryUsageStore();
  for (const id of KEYS) await store.createUsage(newKeyUsage(keyOf('acme', { id }), 0));
  store.writes.clear();
  const clock = { nowMs: NOON };
  const deps = {
    ...{ store, known: createUsageCache(store), clock: () => clock.nowMs, backoff: async () => {} },
  };
  const record = (decisions: readonly LoggedDecision[]) =>
    recordUsage(deps, { logGroup: SOURCE.logGroup, decisions, unread: 0 }, SOURCE);
  const counted = async () => {
    await store.endWindow();
    const ofKeys = await Promise.all(
      KEYS.map(async (key) => (await store.readCounts({ tenant: 'acme', key }, DAY, DAY))[0]?.counts.allowed),
    );
    return ofKeys.map((count) => count ?? 0);
  };
  return { store, clock, record, counted };
}

/** The numbers of lines on each key. */
function numbersOf(lines: readonly LoggedDecision[]): readonly number[] {
  return KEYS.map((key) => lines.filter((line) => line.key === key).length);
}

/** A line with its position, of a key, in the minutes before noon. */
const line = fc
  .record({ key: fc.constantFrom(...KEYS), agoMs: fc.integer({ min: 0, max: 5 * MINUTE_MS }) })
  .map(({ key, agoMs }) => decided({ key, atMs: NOON - agoMs }));

const share = fc.double({ min: 0, max: 1, noNaN: true });

it('counts each line once for any outage, retries and replays with any boundaries, also interrupted ones', async () => {
  const run = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 12 }),
    /** The parts that deliveries had, and the writes after which each of them failed. */
    recorded: share,
    replays: fc.array(
      fc.record({ from: share, size: share, failsAfter: fc.option(fc.integer({ min: 0, max: 6 })) }),
      { maxLength: 6 },
    ),
    failsAfter: fc.option(fc.integer({ min: 0, max: 4 })),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ lines, recorded, replays, failsAfter }) => {
      const { store, clock, record, counted } = await recorder();
      const attempt = async (some: readonly LoggedDecision[], after: number | null) => {
        let writes = 0;
        store.failing = () => {
          writes += 1;
          return after !== null && writes > after ? new UnavailableError('down') : undefined;
        };
        await record(some).catch((error: unknown) => expect(error).toBeInstanceOf(UnavailableError));
        store.failing = undefined;
      };
      await attempt(lines.slice(0, Math.round(recorded * lines.length)), failsAfter);
      clock.nowMs = NOON + LATER_MS;
      for (const { from, size, failsAfter: after } of replays) {
        const start = Math.floor(from * lines.length);
        await attempt(lines.slice(start, start + Math.ceil(size * lines.length)), after);
      }
      await record(lines);
      expect(await counted()).toEqual(numbersOf(lines));
      expect(await record(lines)).toMatchObject({ late: { recorded: 0, known: lines.length } });
    }),
    { numRuns: 300 },
  );
});

it('counts a line once for concurrent replays', async () => {
  const { clock, record, counted } = await recorder();
  const lines = Array.from({ length: 20 }, () => decided());
  clock.nowMs = NOON + LATER_MS;
  await Promise.all([record(lines), record(lines.slice(3)), record(lines.slice(0, 9))]);
  expect(await counted()).toEqual([20, 0, 0]);
});

it('is late from the allowed lateness on', async () => {
  const { clock, record } = await recorder();
  clock.nowMs = NOON + ALLOWED_LATENESS_MS - 1;
  expect((await record([decided()])).late).toBeUndefined();
  clock.nowMs = NOON + ALLOWED_LATENESS_MS;
  expect((await record([decided()])).late).toEqual({ recorded: 1, known: 0 });
});

it('records last uses and the access log of late lines, and neither failures nor watermarks', async () => {
  const { store, clock, record } = await recorder();
  clock.nowMs = NOON + LATER_MS;
  const denied = decided({ outcome: 'expired', atMs: NOON + 1 });
  const { decisions, dropped, late } = await record([
    decided(),
    denied,
    decided({ outcome: 'unknown' }),
    decided({ key: 'foreign' }),
    probe(NOON),
  ]);
  await store.endWindow();
  expect({ decisions, dropped, late }).toEqual({
    decisions: [],
    dropped: 1,
    late: { recorded: 3, known: 0 },
  });
  expect(store.usages.get('k1')?.lastUsedAtMs).toBe(NOON);
  expect([...store.log.values()].map(({ id }) => id)).toContain(denied.id);
  expect([...store.writes.keys()]).not.toContain('failures');
  expect(await store.readWatermarks()).toEqual([]);
});

it('does not advance the watermark with replayed probes, which do not prove that other lines are recorded', async () => {
  const { store, clock, record } = await recorder();
  clock.nowMs = NOON + LATER_MS;
  await record([probe(NOON), probe(NOON + MINUTE_MS)]);
  expect(await store.readWatermarks()).toEqual([]);
});
