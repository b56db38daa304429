import { batchesOf } from '../batches.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { type AccessLogEntry, recordDelivery } from './access-log.ts';
import type { KeyDecisions } from './fold.ts';
import type { UsageCache } from './usage-cache.ts';
import type { UsageStore } from './usage-store.ts';

export interface RecordKeysDeps {
  readonly store: Pick<UsageStore, 'replaceUsage'>;
  readonly known: UsageCache;
  /** Waits before the retry of a conflicting write that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

export interface RecordedKeys {
  /** The decisions on keys of the deployment. Those on other keys are forged. */
  readonly keys: readonly KeyDecisions[];
  readonly entries: readonly AccessLogEntry[];
}

/** The number of keys that are written in parallel. */
const PARALLEL_WRITES = 16;

/** Records the last uses of the keys of a batch, and returns its access log entries. Ignores keys of other deployments. */
export async function recordKeys(
  deps: RecordKeysDeps,
  batch: string,
  ofKeys: readonly KeyDecisions[],
): Promise<RecordedKeys> {
  const keys: KeyDecisions[] = [];
  const entries: AccessLogEntry[] = [];
  for (const some of batchesOf(ofKeys, PARALLEL_WRITES)) {
    const entriesOfKeys = await Promise.all(some.map((decisions) => recordKey(deps, batch, decisions)));
    keys.push(...some.filter((_, position) => entriesOfKeys[position]));
    entries.push(...entriesOfKeys.flatMap((ofKey) => ofKey ?? []));
  }
  return { keys, entries };
}

/** @returns the access log entries; undefined if the tenant does not have the key: the line is forged */
async function recordKey(
  deps: RecordKeysDeps,
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
  { store, known, backoff }: RecordKeysDeps,
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
