import { MS_PER_DAY } from '../keys/lifetime.ts';
import { paginate } from '../pagination.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { TASKS_PER_BATCH, type TaskQueue } from './tasks.ts';

export interface DailyCheckDeps {
  readonly store: Pick<Store, 'listTenants'>;
  readonly queue: TaskQueue;
  readonly clock: Clock;
}

/**
 * Queues the daily check of each tenant. A repeated call publishes the same event IDs.
 *
 * @throws UnavailableError if the store or the queue does not respond: repeat the call
 */
export async function enqueueDailyChecks({ store, queue, clock }: DailyCheckDeps): Promise<void> {
  const day = Math.floor(clock() / MS_PER_DAY);
  for await (const tenants of paginate((page) => store.listTenants(page), TASKS_PER_BATCH)) {
    if (tenants.length > 0)
      await queue.send(tenants.map(({ id }) => ({ task: 'daily-check', tenant: id, day })));
  }
}
