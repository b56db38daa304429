import { mergePartialCounts } from '../../lib/core/usage/partial-counts.ts';
import type { UsageStore } from '../../lib/core/usage/usage-store.ts';
import { readPartialCounts } from './read-partial-counts.ts';

export interface AggregateUsageDeps {
  readonly store: Pick<UsageStore, 'addCounts'>;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler of the usage table's stream: the tallies of a window are added up. What can't be written now
 * fails, and Lambda repeats it as it is; a tally that nobody can read is left out, since all that follow would wait.
 */
export function createHandler({ store, log }: AggregateUsageDeps) {
  return async (event: unknown): Promise<void> => {
    const { partialCounts, unreadable } = readPartialCounts(event);
    for (const id of unreadable) log(`${JSON.stringify({ postern: 'unreadable-partial-counts', id })}\n`);
    await mergePartialCounts(store, partialCounts);
  };
}
