import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { WORK_AT_ONCE, type WorkQueue } from './work.ts';

export interface ReportDeps {
  readonly store: Pick<Store, 'listTenants'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
}

/**
 * Has each tenant's keys reported on today. Done twice, the same is told twice, by the same ids.
 *
 * @throws UnavailableError where the store or the queue don't answer: do it again
 */
export async function queueReports({ store, queue, clock }: ReportDeps): Promise<void> {
  const day = Math.floor(clock() / MS_PER_DAY);
  let cursor: string | undefined;
  do {
    const page = await store.listTenants({ cursor, limit: WORK_AT_ONCE });
    if (page === 'bad-cursor') throw new Error('the cursor of the page before must be good');
    if (page.items.length > 0)
      await queue.send(page.items.map(({ id }) => ({ work: 'report', tenant: id, day })));
    cursor = page.next;
  } while (cursor !== undefined);
}
