import { LAST_USE_WINDOW_MS } from './limits.ts';

/** The longest gap between two probes that counts as continuous delivery. Probes are sent every minute. */
export const PROBE_GAP_MS = 3 * 60_000;
/** A line can arrive this much later than a newer probe, because of other instances and retries. */
export const ALLOWED_LATENESS_MS = 10 * 60_000;
/** The minimum lag of a conclusion, because newer lines can still be in delivery. */
const AS_OF_MS = ALLOWED_LATENESS_MS + PROBE_GAP_MS + 2 * 60_000;

export const SOURCE_VIAS = ['authorizer', 'guard'] as const;

/** A log group that contains decisions. A deployment registers each source; lines of other log groups are ignored. */
export interface Source {
  readonly logGroup: string;
  /** The component that writes the decisions. */
  readonly via: (typeof SOURCE_VIAS)[number];
  /** Whether it is probed every minute, which distinguishes no traffic from broken delivery. */
  readonly probed: boolean;
}

/** The time range in which the lines of a log group are known to be delivered without a gap. */
export interface Watermark {
  readonly logGroup: string;
  readonly healthySinceMs: number;
  readonly throughMs: number;
  readonly version: number;
}

/** The watermark after the line of a probe; undefined if it does not change. */
export function advanceWatermark(
  logGroup: string,
  before: Watermark | undefined,
  probeMs: number,
): Watermark | undefined {
  if (!before) return { logGroup, healthySinceMs: probeMs, throughMs: probeMs, version: 1 };
  if (probeMs <= before.throughMs) return undefined;
  const isGap = probeMs - before.throughMs > PROBE_GAP_MS;
  const healthySinceMs = isGap ? Math.max(before.healthySinceMs, probeMs) : before.healthySinceMs;
  return { ...before, healthySinceMs, throughMs: probeMs, version: before.version + 1 };
}

/** The watermark after a batch that could not be recorded: the lines of the batch can be lost. */
export function resetWatermark(logGroup: string, before: Watermark | undefined, nowMs: number): Watermark {
  if (!before) return { logGroup, healthySinceMs: nowMs, throughMs: nowMs, version: 1 };
  return {
    ...before,
    healthySinceMs: Math.max(before.healthySinceMs, nowMs),
    version: before.version + 1,
  };
}

/** The time range in which the delivery of all sources was healthy, or the reason why there is none. */
export type DeliveryHealth =
  | { readonly state: 'healthy'; readonly sinceMs: number; readonly throughMs: number }
  /** A source has never delivered, a gap is not over yet, or there are no sources. */
  | { readonly state: 'interrupted' }
  /** The sources include a guarded function, which is not probed: its silence proves nothing. */
  | { readonly state: 'not-probed' };

/** The combined health of all sources, because a silent source can have received any key. */
export function healthOf(sources: readonly Source[], watermarks: readonly Watermark[]): DeliveryHealth {
  if (sources.some(({ probed }) => !probed)) return { state: 'not-probed' };
  const byGroup = new Map(watermarks.map((watermark) => [watermark.logGroup, watermark]));
  let sinceMs = Number.NEGATIVE_INFINITY;
  let throughMs = Number.POSITIVE_INFINITY;
  for (const { logGroup } of sources) {
    const watermark = byGroup.get(logGroup);
    if (!watermark) return { state: 'interrupted' };
    sinceMs = Math.max(sinceMs, watermark.healthySinceMs);
    throughMs = Math.min(throughMs, watermark.throughMs - ALLOWED_LATENESS_MS);
  }
  const isKnown = sources.length > 0 && sinceMs <= throughMs;
  return isKnown ? { state: 'healthy', sinceMs, throughMs } : { state: 'interrupted' };
}

/**
 * The lag of the probed source that is furthest behind, in milliseconds; since 1970 if it has never delivered.
 * Undefined if no source is probed.
 */
export function lagOf(
  sources: readonly Source[],
  watermarks: readonly Watermark[],
  nowMs: number,
): number | undefined {
  const throughMs = new Map(watermarks.map((watermark) => [watermark.logGroup, watermark.throughMs]));
  const lags = sources
    .filter(({ probed }) => probed)
    .map(({ logGroup }) => Math.max(0, nowMs - (throughMs.get(logGroup) ?? 0)));
  return lags.length === 0 ? undefined : Math.max(...lags);
}

/** The latest instant that a report can cover. */
export function reportThroughMs(nowMs: number): number {
  return nowMs - AS_OF_MS;
}

/** The recorded use of a key, a credential or a permission. */
export interface LastUse {
  /** When recording of its use started. */
  readonly trackedSinceMs: number;
  /** Null if no use was recorded. */
  readonly lastUsedAtMs: number | null;
}

export const USE_ANSWERS = ['used', 'unused', 'undetermined'] as const;
export type UseAnswer = (typeof USE_ANSWERS)[number];

/**
 * Returns whether there was a use from `fromMs` until `toMs`. `unused` requires that use was recorded for the whole range and
 * that the delivery of every source was healthy. A recorded use hides the following ones within its window, and a
 * later use hides all earlier ones, so that neither proves that there was no use.
 */
export function useDuring(
  { trackedSinceMs, lastUsedAtMs }: LastUse,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  health: DeliveryHealth,
): UseAnswer {
  if (lastUsedAtMs !== null) {
    if (lastUsedAtMs >= fromMs && lastUsedAtMs < toMs) return 'used';
    if (lastUsedAtMs >= toMs || lastUsedAtMs + LAST_USE_WINDOW_MS > fromMs) return 'undetermined';
  }
  if (fromMs > toMs || trackedSinceMs > fromMs || health.state !== 'healthy') return 'undetermined';
  return health.sinceMs <= fromMs && toMs <= health.throughMs ? 'unused' : 'undetermined';
}
