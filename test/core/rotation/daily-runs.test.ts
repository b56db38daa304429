import { describe, expect, it } from 'vitest';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { checkTenant, type DailyCheckEvent } from '../../../lib/core/rotation/daily-check.ts';
import { enqueueDailyChecks } from '../../../lib/core/rotation/enqueue-daily-checks.ts';
import type { RotationTask } from '../../../lib/core/rotation/tasks.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryDailyRuns } from '../../support/memory-daily-runs.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { DAY, HOUR, MINUTE, manageNew, manageStage } from './manage-fixture.ts';

/** The first day. Days of the tests count from it, and start at midnight. */
const FIRST = Math.floor(NOON / MS_PER_DAY);
const MIDNIGHT = FIRST * MS_PER_DAY;

/** A time span without a sweep, in days. */
type Outage = readonly [from: number, to: number];

/** The sweep and the daily checks of a stage, with a virtual clock. */
async function dailyStage() {
  const stage = await manageStage();
  const { deps, clock } = stage;
  const now = () => (clock.nowMs - MIDNIGHT) / DAY;
  const published: { readonly day: number; readonly event: DailyCheckEvent }[] = [];
  const publishCheck = async (event: DailyCheckEvent) =>
    void published.push({ day: Math.floor(now()), event });
  const tasks: RotationTask[] = [];
  const queue = { send: async (batch: readonly RotationTask[]) => void tasks.push(...batch) };
  const dailyRuns = createMemoryDailyRuns();
  const sweep = async () => {
    await enqueueDailyChecks({ ...deps, dailyRuns, queue });
    for (const task of tasks.splice(0))
      if (task.task === 'daily-check') await checkTenant({ ...deps, dailyChecks: { publishCheck } }, task);
  };
  return {
    ...{ ...stage, published, queue, tasks, dailyRuns, sweep },
    ids: () => published.map(({ event }) => event.id),
    /** Sweeps each hour until a day, except during outages. */
    pass: async (day: number, outages: readonly Outage[] = []) => {
      for (; now() < day; clock.nowMs += HOUR) {
        if (!outages.some(([from, to]) => now() >= from && now() < to)) await sweep();
      }
    },
  };
}

describe('warnings of a key that expires at noon of day 40', () => {
  it.each<readonly [string, readonly Outage[], readonly (readonly [day: number, daysLeft: number])[]]>([
    [
      'no outage',
      [],
      [
        [10, 30],
        [33, 7],
        [39, 1],
      ],
    ],
    [
      'an outage of a day',
      [[10, 11]],
      [
        [11, 29],
        [33, 7],
        [39, 1],
      ],
    ],
    [
      'an outage of six hours',
      [[10, 10.5]],
      [
        [10, 30],
        [33, 7],
        [39, 1],
      ],
    ],
    [
      'an outage of three days',
      [[32, 35]],
      [
        [10, 30],
        [35, 5],
        [39, 1],
      ],
    ],
    [
      'an outage with two warning days',
      [[33, 39.5]],
      [
        [10, 30],
        [39, 1],
      ],
    ],
    [
      'an outage on each warning day',
      [
        [9, 12],
        [33, 34.25],
        [39, 40.25],
      ],
      [
        [12, 28],
        [34, 6],
        [40, 0],
      ],
    ],
    ['an outage until the key has expired', [[33, 40.75]], [[10, 30]]],
  ])('%s: each is published once, with the days that are left', async (_, outages, expected) => {
    const { deps, pass, published } = await dailyStage();
    await issue(deps, { owner: 'app', expiresAtMs: MIDNIGHT + 40.5 * DAY });
    await pass(45, outages);
    expect(
      published.map(({ day, event }) => [day, event.kind === 'key.expiring' ? event.daysLeft : null]),
    ).toEqual(expected);
  });
});

it('publishes a policy violation once after an outage of three days', async () => {
  const { deps, pass, published } = await dailyStage();
  await updateTenant(deps, ADA, 'acme', { maxValueAgeDays: 5 });
  await manageNew(deps, { rotateEveryMs: null });
  await pass(11, [[7, 10]]);
  expect(published.map(({ day }) => day)).toEqual([6, 10, 10]);
  expect(new Set(published.map(({ event }) => event.id)).size).toBe(3);
});

async function withTenants(count: number) {
  const stage = await dailyStage();
  for (let n = 0; n < count; n += 1) {
    await createTenantWithOwners(stage.deps, `t${n}`);
    await issue(stage.deps, { tenant: `t${n}`, owner: 'app', expiresAtMs: NOON + 7 * DAY });
  }
  return stage;
}

it('publishes the events of each tenant once if a sweep is interrupted between two tenants', async () => {
  const { sweep, queue, ids } = await withTenants(25);
  const { send } = queue;
  let batches = 0;
  queue.send = async (batch) => {
    batches += 1;
    if (batches === 2) throw new UnavailableError('the queue is down');
    await send(batch);
  };
  await expect(sweep()).rejects.toThrow(UnavailableError);
  await sweep();
  await sweep();
  expect(new Set(ids()).size).toBe(25);
  // The first ten tenants, of which one has no keys, were queued twice: receivers drop the second event by its ID.
  expect(ids()).toHaveLength(34);
});

it('stores one run if two sweeps are concurrent, and their events have the same IDs', async () => {
  const { sweep, ids, dailyRuns } = await withTenants(3);
  await Promise.all([sweep(), sweep()]);
  expect(new Set(ids()).size).toBe(3);
  expect(await dailyRuns.read()).toEqual({ sinceDay: FIRST, day: FIRST, cursor: undefined });
  const before = ids().length;
  await sweep();
  expect(ids()).toHaveLength(before);
});

it('continues with more than 1,000 tenants in the next sweep, also on the next day', async () => {
  const { deps, clock, dailyRuns } = await dailyStage();
  const tenant = await deps.store.readTenant('acme');
  if (!tenant) throw new Error('expected a tenant');
  const store = {
    listTenants: async ({
      cursor = '0',
      limit,
    }: {
      readonly cursor?: string | undefined;
      readonly limit: number;
    }) => {
      const from = Number(cursor);
      const to = Math.min(from + limit, 2500);
      const items = Array.from({ length: to - from }, (_, n) => ({ ...tenant, id: `t${from + n}` }));
      return { items, next: to < 2500 ? String(to) : undefined };
    },
  };
  const queued: RotationTask[] = [];
  const queue = {
    send: async (batch: readonly RotationTask[]) => {
      expect(batch.length).toBeLessThanOrEqual(10);
      queued.push(...batch);
    },
  };
  const sweep = () => enqueueDailyChecks({ store, dailyRuns, queue, clock: () => clock.nowMs });
  const counts: number[] = [];
  for (const afterMs of [0, MINUTE, DAY, MINUTE, MINUTE, MINUTE, MINUTE]) {
    clock.nowMs += afterMs;
    queued.length = 0;
    await sweep();
    const days = queued.flatMap((each) => (each.task === 'daily-check' ? each.day - FIRST : []));
    counts.push(queued.length);
    expect(new Set(days).size).toBeLessThanOrEqual(1);
  }
  expect(counts).toEqual([1000, 1000, 500, 1000, 1000, 500, 0]);
});

it('reads one item in a sweep without a due run, and writes nothing', async () => {
  const { sweep, clock, dailyRuns } = await dailyStage();
  await sweep();
  const { reads, writes } = { ...dailyRuns.requests };
  clock.nowMs += MINUTE;
  await sweep();
  expect(dailyRuns.requests).toEqual({ reads: reads + 1, writes });
});

it('checks the day that was due last if no run is stored, as after an upgrade', async () => {
  const { deps, clock, tasks, queue, dailyRuns } = await dailyStage();
  clock.nowMs = MIDNIGHT + 5 * HOUR;
  await enqueueDailyChecks({ ...deps, dailyRuns, queue });
  expect(tasks).toEqual([{ task: 'daily-check', tenant: 'acme', day: FIRST - 1 }]);
});
