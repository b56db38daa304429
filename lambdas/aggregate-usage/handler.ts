import { mergePartialCounts } from '../../lib/core/usage/partial-counts.ts';
import type { UsageStore } from '../../lib/core/usage/usage-store.ts';
import { readPartialCounts } from './read-partial-counts.ts';

export interface AggregateUsageDeps {
  readonly store: Pick<UsageStore, 'addCounts'>;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler of the usage table's stream, which merges the partial counts of a window. If a write fails, Lambda
 * retries the whole batch. Unreadable partial counts are logged and skipped, because they would block the stream.
 */
export function createHandler({ store, log }: AggregateUsageDeps) {
  return async (event: unknown): Promise<void> => {
    const { partialCounts, unreadable } = readPartialCounts(event);
    for (const id of unreadable) log(`${JSON.stringify({ postern: 'unreadable-partial-counts', id })}\n`);
    await mergePartialCounts(store, partialCounts);
  };
}
