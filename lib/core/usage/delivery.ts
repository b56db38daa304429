import { LAST_USE_WINDOW_MS } from './limits.ts';

/** The longest silence between two probes that still counts as delivery: they come every minute. */
export const PROBE_GAP_MS = 3 * 60_000;
/** A line may be this much later than a probe that was made after it: another instance wrote it, or it was tried again. */
export const ALLOWED_LATENESS_MS = 10 * 60_000;
/** How far behind now a conclusion can be at best: what is younger may still be on its way. */
const AS_OF_MS = ALLOWED_LATENESS_MS + PROBE_GAP_MS + 2 * 60_000;

export const SOURCE_VIAS = ['authorizer', 'guard'] as const;

/** A log group whose lines are usage. A deployment registers each; lines of any other are nobody's. */
export interface Source {
  readonly logGroup: string;
  /** Who decides there. */
  readonly via: (typeof SOURCE_VIAS)[number];
  /** Whether it is asked for a line every minute, so that its silence can be told from a broken delivery. */
  readonly probed: boolean;
}

/** Up to when a log group's lines are known to have come, and since when without a gap. */
export interface Watermark {
  readonly logGroup: string;
  readonly healthySinceMs: number;
  readonly throughMs: number;
  readonly version: number;
}

/** What a probe's line makes of a watermark; undefined where it tells nothing new. */
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

/** What a batch that could not be recorded makes of a watermark: whatever was in it is not known to have been seen. */
export function resetWatermark(logGroup: string, before: Watermark | undefined, nowMs: number): Watermark {
  if (!before) return { logGroup, healthySinceMs: nowMs, throughMs: nowMs, version: 1 };
  return {
    ...before,
    healthySinceMs: Math.max(before.healthySinceMs, nowMs),
    version: before.version + 1,
  };
}

/** How far delivery of all sources together was healthy: from `sinceMs` through `throughMs`, or why not at all. */
export type DeliveryHealth =
  | { readonly state: 'healthy'; readonly sinceMs: number; readonly throughMs: number }
  /** Something never came, a gap is not over yet, or there is nothing that could come. */
  | { readonly state: 'interrupted' }
  /** A guarded function is among them, which nobody probes: its silence says nothing. */
  | { readonly state: 'not-probed' };

/** The health of all sources together: one that is silent could have seen any key. */
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
 * For how long the lines of the probed source that is the furthest behind did not come, in milliseconds; of one whose
 * lines never came, since 1970. Undefined where none is probed.
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

/** The instant through which a report can speak at best. */
export function reportThroughMs(nowMs: number): number {
  return nowMs - AS_OF_MS;
}

/** What is known of one thing's use: a key's, a credential's, a permission's. */
export interface LastUse {
  /** Since when its use is watched. */
  readonly trackedSinceMs: number;
  /** Null where none was seen. */
  readonly lastUsedAtMs: number | null;
}

export const UNUSED_ANSWERS = ['yes', 'no', 'undetermined'] as const;
export type UnusedAnswer = (typeof UNUSED_ANSWERS)[number];

/**
 * Was nothing used from `fromMs` until `toMs`? Whoever concludes from silence asks here. `yes` takes that it was
 * watched all that time, and that delivery of every source was healthy. A recorded use hides those that followed
 * within the window, and a later one all that were before it: neither is proof of silence.
 */
export function wasUnused(
  { trackedSinceMs, lastUsedAtMs }: LastUse,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  health: DeliveryHealth,
): UnusedAnswer {
  if (lastUsedAtMs !== null) {
    if (lastUsedAtMs >= fromMs && lastUsedAtMs < toMs) return 'no';
    if (lastUsedAtMs >= toMs || lastUsedAtMs + LAST_USE_WINDOW_MS > fromMs) return 'undetermined';
  }
  if (fromMs > toMs || trackedSinceMs > fromMs || health.state !== 'healthy') return 'undetermined';
  return health.sinceMs <= fromMs && toMs <= health.throughMs ? 'yes' : 'undetermined';
}
