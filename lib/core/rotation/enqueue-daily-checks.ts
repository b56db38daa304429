import { batchesOf } from '../batches.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { dailyCheckDay } from './daily-check-day.ts';
import type { DailyRun, DailyRuns } from './daily-runs.ts';
import { type RotationTask, TASKS_PER_BATCH, type TaskQueue } from './tasks.ts';

/** The maximum number of tenants whose checks one sweep queues: it takes seconds, and the sweep has a time limit. */
const TENANTS_PER_SWEEP = 1000;

export interface DailyCheckDeps {
  readonly store: Pick<Store, 'listTenants'>;
  readonly dailyRuns: DailyRuns;
  readonly queue: TaskQueue;
  readonly clock: Clock;
}

/**
 * Queues the daily checks that are due, up to `TENANTS_PER_SWEEP` tenants: the next sweep continues. A day that was missed is
 * part of the next run. The run is stored after its checks are queued, so that an interrupted sweep is repeated; a repeated
 * check publishes the same event IDs.
 *
 * @throws UnavailableError if the store or the queue does not respond: the next sweep repeats the call
 */
export async function enqueueDailyChecks({ store, dailyRuns, queue, clock }: DailyCheckDeps): Promise<void> {
  const found = await dailyRuns.read();
  const run = dueRun(found, dailyCheckDay(clock()));
  if (!run) return;
  const page = await store.listTenants({ cursor: run.cursor, limit: TENANTS_PER_SWEEP });
  if (page === 'invalid-cursor') throw new Error('the listing of tenants rejected its own cursor');
  for (const batch of batchesOf(page.items, TASKS_PER_BATCH))
    await queue.send(batch.map(({ id }) => taskOf(id, run)));
  await dailyRuns.replace(found, { ...run, cursor: page.next });
}

/** The run to continue or to start; undefined if the last run is complete and no other is due. */
function dueRun(found: DailyRun | undefined, today: number): DailyRun | undefined {
  if (!found) return { sinceDay: today, day: today, cursor: undefined };
  if (found.cursor !== undefined) return found;
  if (found.day >= today) return undefined;
  return { sinceDay: found.day + 1, day: today, cursor: undefined };
}

/** Without missed days, the task is one that every release accepts. */
function taskOf(tenant: string, { sinceDay, day }: DailyRun): RotationTask {
  return { task: 'daily-check', tenant, day, ...(sinceDay < day && { sinceDay }) };
}
