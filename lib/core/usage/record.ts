import { batchesOf } from '../batches.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { Clock } from '../runtime.ts';
import { type AccessLogEntry, recordDelivery } from './access-log.ts';
import { advanceWatermark, resetWatermark, type Source } from './delivery.ts';
import { countFailures } from './failures.ts';
import { type Folded, fold, type KeyDecisions } from './fold.ts';
import type { Delivery } from './logged-decision.ts';
import { partialUsageOf } from './partial-usage.ts';
import type { RecordedDelivery } from './summary.ts';
import type { UsageCache } from './usage-cache.ts';
import type { UsageStore } from './usage-store.ts';

export interface RecordDeps {
  readonly store: UsageStore;
  readonly known: UsageCache;
  readonly clock: Clock;
  /** Waits before the retry of a conflicting write that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

/** The number of keys that are written in parallel. */
const PARALLEL_WRITES = 16;

/**
 * Records a delivery of a registered source. If a write fails, the watermark of the source is reset before this throws. The
 * repetition completes counts, last uses and the access log. It lacks the entries of a key only if another delivery has
 * changed the usage of the key since.
 *
 * @throws UnavailableError if the store does not respond; the delivery can be repeated unchanged
 */
export async function recordUsage(
  deps: RecordDeps,
  delivery: Delivery,
  source: Source,
): Promise<RecordedDelivery> {
  const folded = fold(delivery, source, deps.clock());
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
  const recorded: KeyDecisions[] = [];
  const entries: AccessLogEntry[] = [];
  for (const batch of batchesOf(folded.keys, PARALLEL_WRITES)) {
    const entriesOfKeys = await Promise.all(
      batch.map((decisions) => recordKey(deps, folded.batch, decisions)),
    );
    recorded.push(...batch.filter((_, position) => entriesOfKeys[position]));
    entries.push(...entriesOfKeys.flatMap((ofKey) => ofKey ?? []));
  }
  // The last write, because it marks the delivery as counted.
  for (const partialUsage of partialUsageOf(folded.batch, recorded, entries))
    await deps.store.appendPartialUsage(partialUsage);
  const recordedDecisions = recorded.flatMap(({ decisions }) => decisions);
  const keyDecisions = folded.keys.flatMap(({ decisions }) => decisions);
  const decisions = [...folded.unattributed, ...recordedDecisions];
  const failures = await countFailures(deps.store, decisions, folded.batch);
  return { decisions, failures, dropped: folded.dropped + keyDecisions.length - recordedDecisions.length };
}

/** @returns the access log entries; undefined if the tenant does not have the key: the line is forged */
async function recordKey(
  deps: RecordDeps,
  batch: string,
  decisions: KeyDecisions,
): Promise<readonly AccessLogEntry[] | undefined> {
  const usage = await deps.known.read(decisions.key);
  return usage?.tenant === decisions.tenant ? recordUses(deps, batch, decisions) : undefined;
}

/**
 * Writes the last uses of a key at the start of a window. Returns its access log entries only after that: if several
 * deliveries contain the start of a window, only one of them has the entries.
 */
async function recordUses(
  { store, known, backoff }: RecordDeps,
  batch: string,
  decisions: KeyDecisions,
): Promise<readonly AccessLogEntry[]> {
  let isOutdated = false;
  const recorded = await retryOnConflict(backoff, async () => {
    const before = await (isOutdated ? known.readLatest(decisions.key) : known.read(decisions.key));
    if (!before) return { outcome: 'gone', entries: [] };
    const { usage, entries } = recordDelivery(before, batch, decisions);
    if (usage === before) return { outcome: 'known', entries };
    const next = { ...usage, version: before.version + 1 };
    const outcome = await store.replaceUsage(next);
    isOutdated = outcome === 'version-conflict';
    if (outcome === 'version-conflict') return outcome;
    known.learn(next);
    return { outcome, entries };
  });
  return 'entries' in recorded ? recorded.entries : [];
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
