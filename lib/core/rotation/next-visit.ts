import { nextOpeningMs } from './calendar.ts';
import { BETWEEN_STARTS_MS } from './due.ts';
import { ADVICE } from './failures.ts';
import { type ManagedKey, type ManagedRecord, type Rotation, replacedCredentials } from './managed-key.ts';
import { overlapWaitMs, quietAtMs } from './overlap.ts';
import type { RotationLimits } from './rotation-deps.ts';
import { spreadOf } from './spread.ts';

/** What a visit's time depends on beside the key. */
interface Circumstances {
  readonly nowMs: number;
  readonly limits: RotationLimits;
  /** Until when no scheduled rotation of the tenant begins; 0 where it is not frozen. */
  readonly frozenUntilMs?: number;
}

/**
 * When the sweep is to look at a key next; now stands for its next run. At the latest when a label that was moved by
 * hand is to be noticed. Null where nothing is left to do for ever: its key is revoked, that was told and its secret is
 * marked.
 */
export function nextVisitMs(record: ManagedRecord, circumstances: Circumstances): number | null {
  const { key, managed } = record;
  const { nowMs, limits } = circumstances;
  const { rotation, untold, trouble } = managed;
  if (untold.length > 0) return nowMs;
  const lookMs = nextLookMs(managed.keyId, nowMs, limits.lookEveryMs);
  if (key.status === 'revoked') {
    if (trouble?.reason !== 'key-revoked' || rotation) return nowMs;
    return managed.mark === 'key-revoked' ? null : lookMs;
  }
  const retryMs = trouble ? nowMs + ADVICE[trouble.reason].retryAfterMs : nowMs;
  const times = rotation
    ? [stepMs(rotation, { ...circumstances, retryMs })]
    : [
        arrivalMs(managed, limits, retryMs),
        retirementMs(record, { ...circumstances, retryMs }),
        beginningMs(managed, circumstances),
        trouble ? retryMs : null,
      ];
  return Math.max(nowMs, Math.min(lookMs, ...times.filter((each) => each !== null)));
}

/** Each key has its own moment of each interval, so that looks are spread evenly whenever keys are made. */
function nextLookMs(keyId: string, nowMs: number, lookEveryMs: number): number {
  const phaseMs = Math.floor(spreadOf(keyId) * lookEveryMs);
  return (Math.floor((nowMs - phaseMs) / lookEveryMs) + 1) * lookEveryMs + phaseMs;
}

/** An open rotation goes on at once; one that is stuck, as often as what is in its way is worth trying. */
function stepMs(
  rotation: Rotation,
  { nowMs, limits, retryMs }: Circumstances & { readonly retryMs: number },
): number {
  const quietMs = rotation.abandonedAtMs === null ? nowMs : quietAtMs(rotation.abandonedAtMs, limits);
  if (quietMs > nowMs) return quietMs;
  return nowMs >= rotation.startedAtMs + limits.stuckAfterMs ? retryMs : nowMs;
}

/** When it can be known where the current label is. */
function arrivalMs(
  { strayed, promotedSeenAtMs }: ManagedKey,
  { propagationMs, clockSkewMs }: RotationLimits,
  retryMs: number,
): number | null {
  if (strayed) return Math.max(strayed.sinceMs + propagationMs + clockSkewMs, retryMs);
  return promotedSeenAtMs === null ? retryMs : null;
}

/** When old credentials can end; where they must be seen to be unused, that is looked for with every look. */
function retirementMs(
  record: ManagedRecord,
  { nowMs, limits, retryMs }: Circumstances & { readonly retryMs: number },
): number | null {
  const { promotedSeenAtMs, overlapMs, retireWhenUnused, retireLimitMs } = record.managed;
  if (promotedSeenAtMs === null || replacedCredentials(record).length === 0) return null;
  const overlapEndMs = promotedSeenAtMs + overlapWaitMs(overlapMs, limits);
  if (nowMs < overlapEndMs) return overlapEndMs;
  const limitMs = promotedSeenAtMs + (retireWhenUnused ? retireLimitMs : 0);
  return Math.max(limitMs, retryMs);
}

/** When the next scheduled rotation can begin. */
function beginningMs(
  { paused, rotateAtMs, last, windows }: ManagedKey,
  { nowMs, frozenUntilMs = 0 }: Circumstances,
): number | null {
  if (paused || rotateAtMs === null) return null;
  const soonestMs = last ? last.atMs + BETWEEN_STARTS_MS : 0;
  return nextOpeningMs(windows, Math.max(nowMs, rotateAtMs, soonestMs, frozenUntilMs));
}
