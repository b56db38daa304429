import { retryOnConflict } from '../retry-on-conflict.ts';
import type { Clock } from '../runtime.ts';
import { advanceWatermark, resetWatermark, type Source } from './delivery.ts';
import { countFailures } from './failures.ts';
import { type Folded, fold } from './fold.ts';
import type { Delivery } from './logged-decision.ts';
import { partialUsageOf } from './partial-usage.ts';
import { type RecordKeysDeps, recordKeys } from './record-keys.ts';
import { isLate, recordLateLines } from './record-late.ts';
import type { RecordedDelivery } from './summary.ts';
import type { UsageStore } from './usage-store.ts';

export interface RecordDeps extends RecordKeysDeps {
  readonly store: UsageStore;
  readonly clock: Clock;
}

/**
 * Records a delivery of a registered source. If a write fails, the watermark of the source is reset before this throws. The
 * repetition completes counts, last uses and the access log. It lacks the entries of a key only if another delivery has
 * changed the usage of the key since. The lines of a late delivery are recorded one by one.
 *
 * @throws UnavailableError if the store does not respond; the delivery can be repeated unchanged
 */
export async function recordUsage(
  deps: RecordDeps,
  delivery: Delivery,
  source: Source,
): Promise<RecordedDelivery> {
  const nowMs = deps.clock();
  const folded = fold(delivery, source, nowMs);
  if (isLate(folded, nowMs)) return recordLateLines(deps, folded);
  try {
    const recorded = await recordFolded(deps, folded);
    for (const probeMs of folded.probesMs) await advance(deps, source.logGroup, probeMs);
    return recorded;
  } catch (cause) {
    await resetStoredWatermark(deps, source.logGroup).catch(() => undefined);
    throw cause;
  }
}

/** Ignores keys of other deployments. */
async function recordFolded(deps: RecordDeps, folded: Folded): Promise<RecordedDelivery> {
  const { keys, entries } = await recordKeys(deps, folded.batch, folded.keys);
  // The last write, because it marks the delivery as counted.
  for (const partialUsage of partialUsageOf(folded, keys, entries))
    await deps.store.appendPartialUsage(partialUsage);
  const recordedDecisions = keys.flatMap(({ decisions }) => decisions);
  const keyDecisions = folded.keys.flatMap(({ decisions }) => decisions);
  const decisions = [...folded.unattributed, ...recordedDecisions];
  const failures = await countFailures(deps.store, decisions, folded.batch);
  return { decisions, failures, dropped: folded.dropped + keyDecisions.length - recordedDecisions.length };
}

async function advance({ store, backoff }: RecordDeps, logGroup: string, probeMs: number): Promise<void> {
  await retryOnConflict(backoff, async () => {
    const next = advanceWatermark(logGroup, await watermarkOf(store, logGroup), probeMs);
    if (!next) return { outcome: 'known' };
    const outcome = await store.replaceWatermark(next);
    return outcome === 'version-conflict' ? outcome : { outcome };
  });
}

async function resetStoredWatermark({ store, clock, backoff }: RecordDeps, logGroup: string): Promise<void> {
  await retryOnConflict(backoff, async () => {
    const outcome = await store.replaceWatermark(
      resetWatermark(logGroup, await watermarkOf(store, logGroup), clock()),
    );
    return outcome === 'version-conflict' ? outcome : { outcome };
  });
}

async function watermarkOf(store: UsageStore, logGroup: string) {
  return (await store.readWatermarks()).find((each) => each.logGroup === logGroup);
}
