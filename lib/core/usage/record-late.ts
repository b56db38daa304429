import { batchesOf } from '../batches.ts';
import type { Clock } from '../runtime.ts';
import { ALLOWED_LATENESS_MS } from './delivery.ts';
import type { Folded, KeyDecisions } from './fold.ts';
import { MAX_FUTURE_SKEW_MS } from './limits.ts';
import { partialUsageOfLines } from './partial-usage.ts';
import { type RecordKeysDeps, recordKeys } from './record-keys.ts';
import type { RecordedDelivery } from './summary.ts';
import type { UsageStore } from './usage-store.ts';

export interface RecordLateDeps extends RecordKeysDeps {
  readonly store: Pick<UsageStore, 'replaceUsage' | 'appendPartialUsage' | 'readRecordedLines'>;
  readonly clock: Clock;
}

/** The longest time from the first to the last line of a delivery that was recorded as a whole. */
const SPAN_MS = ALLOWED_LATENESS_MS + MAX_FUTURE_SKEW_MS;
/** The number of parallel writes. */
const PARALLEL_WRITES = 32;

/**
 * Whether a delivery is late: a retry of a failed delivery, or a replay of a log. Its lines can be in another delivery, with
 * other boundaries. Probes count too, because a replay delivers the probes of a log stream without the lines of the others.
 */
export function isLate({ startMs, probesMs }: Folded, nowMs: number): boolean {
  return [startMs, probesMs[0]].some((atMs) => atMs !== undefined && atMs <= nowMs - ALLOWED_LATENESS_MS);
}

/**
 * Records the lines of a late delivery that are not recorded yet. Each line is partial usage of its own, whose ID is the ID of
 * the line, so that concurrent replays and retries count it once. Changes no watermark and counts no failures, because both
 * are about the present.
 *
 * @throws UnavailableError if the store does not respond; the delivery can be repeated, also in parts
 */
export async function recordLateLines(deps: RecordLateDeps, folded: Folded): Promise<RecordedDelivery> {
  const lines = linesOf(folded.keys);
  const times = lines.map(({ atMs }) => atMs);
  const known =
    lines.length === 0
      ? new Set()
      : await deps.store.readRecordedLines(Math.min(...times) - SPAN_MS, Math.max(...times));
  const isNew = ({ id }: { readonly id: string }) => !known.has(id);
  const unrecorded = folded.keys
    .map((each) => ({ ...each, decisions: each.decisions.filter(isNew) }))
    .filter(({ decisions }) => decisions.length > 0);
  const { keys, entries } = await recordKeys(deps, folded.batch, unrecorded);
  for (const some of batchesOf(partialUsageOfLines(keys, entries), PARALLEL_WRITES))
    await Promise.all(some.map((partialUsage) => deps.store.appendPartialUsage(partialUsage)));
  const late = { recorded: linesOf(keys).length, known: lines.filter((line) => !isNew(line)).length };
  const forged = linesOf(unrecorded).length - late.recorded;
  return { decisions: [], failures: NO_FAILURES, dropped: folded.dropped + forged, late };
}

const NO_FAILURES = { ofOneKey: 0, ofOneAddress: 0, distributed: 0 } as const;

function linesOf(keys: readonly KeyDecisions[]) {
  return keys.flatMap(({ decisions }) => decisions);
}
