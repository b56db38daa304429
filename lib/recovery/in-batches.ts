/** The progress of a restore and its interruption. */
export interface BatchRun {
  readonly onProgress: (step: string, count: number) => Promise<void>;
  /** Stops before the next batch. A repetition continues. */
  readonly interruption: AbortSignal;
}

const PARALLEL = 16;

/** Calls `use` for all items, for 16 of them at the same time, and reports the count of all items so far after each batch. */
export async function inBatches<Item>(
  { interruption, onProgress }: BatchRun,
  step: string,
  items: Iterable<Item> | AsyncIterable<Item>,
  use: (item: Item) => Promise<void>,
): Promise<void> {
  let count = 0;
  let batch: Item[] = [];
  const run = async () => {
    interruption.throwIfAborted();
    await Promise.all(batch.map(use));
    count += batch.length;
    batch = [];
    await onProgress(step, count);
  };
  for await (const item of items) {
    batch.push(item);
    if (batch.length === PARALLEL) await run();
  }
  if (batch.length > 0) await run();
}
