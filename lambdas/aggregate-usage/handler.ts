import { type MergeStore, mergePartialUsage } from '../../lib/core/usage/partial-usage.ts';
import { readPartialUsage } from './read-partial-usage.ts';

export interface AggregateUsageDeps {
  readonly store: MergeStore;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler of the usage table's stream, which merges the partial usage of a window. If a write fails, Lambda
 * retries the whole batch. Unreadable partial usage is logged and skipped, because it would block the stream.
 */
export function createHandler({ store, log }: AggregateUsageDeps) {
  return async (event: unknown): Promise<void> => {
    const { partialUsage, unreadable } = readPartialUsage(event);
    for (const id of unreadable) log(`${JSON.stringify({ postern: 'unreadable-partial-usage', id })}\n`);
    await mergePartialUsage(store, partialUsage);
  };
}
