import { REMEDIATION } from './blocked-reasons.ts';
import { MIN_ROTATION_INTERVAL_MS } from './due.ts';
import { jitterOf } from './jitter.ts';
import { nextOpeningMs, type RotationFreeze } from './maintenance-window.ts';
import {
  type ManagedKey,
  type ManagedKeySettings,
  type ManagedRecord,
  type Rotation,
  replacedCredentials,
} from './managed-key.ts';
import { drainedAtMs, overlapWaitMs } from './overlap.ts';
import type { RotationLimits } from './rotation-deps.ts';

/** The reason for a check of a managed key. */
export type AgendaReason =
  | 'publish'
  | 'close'
  | 'tag'
  | 'continue'
  | 'abandon'
  | 'clean-up'
  | 'confirm'
  | 'confirm-drift'
  | 'retire'
  | 'start'
  | 'retry'
  | 'resync';

export interface AgendaEntry {
  readonly reason: AgendaReason;
  /** Null if the time is unknown, for example while the key is paused. */
  readonly atMs: number | null;
}

/** The inputs of the times in addition to the record. */
export interface AgendaContext {
  readonly nowMs: number;
  readonly limits: RotationLimits;
  /** The freeze of the tenant, if it was read. */
  readonly freeze?: RotationFreeze | null | undefined;
}

const MINUTE_MS = 60_000;

/**
 * The pending work of a managed key with its times, computed only from its record. The next check, the status messages
 * and the upcoming rotations use it. No other code computes a time of a rotation.
 */
export function agenda(record: ManagedRecord, context: AgendaContext): readonly AgendaEntry[] {
  const { key, managed } = record;
  const { nowMs, limits } = context;
  const publish: readonly AgendaEntry[] =
    managed.outbox.length > 0 ? [{ reason: 'publish', atMs: nowMs }] : [];
  const resyncMs = nextResyncMs(managed.keyId, nowMs, limits.resyncIntervalMs);
  if (key.status === 'revoked') return [...publish, ...agendaOfRevoked(managed, nowMs, resyncMs)];
  const retryMs = managed.blocked ? retryAtMs(managed.blocked, nowMs) : nowMs;
  // Work that failed at its time is retried with the backoff.
  const atOrRetry = (ms: number) => (ms > nowMs ? ms : retryMs);
  return [
    ...publish,
    ...(managed.rotation ? agendaOfRotation(managed.rotation, context, atOrRetry) : []),
    ...agendaOfLabel(managed, limits, atOrRetry),
    ...retirementEntry(record, context, atOrRetry),
    ...startEntry(managed, context, atOrRetry),
    ...(managed.blocked ? [{ reason: 'retry', atMs: retryMs } as const] : []),
    { reason: 'resync', atMs: resyncMs },
  ];
}

/** The time of an entry; for work whose time has passed and that failed, the time of its retry. */
type AtOrRetry = (ms: number) => number;

/** A revoked key is checked until the revocation is reported and its secret is tagged. */
function agendaOfRevoked(
  { rotation, blocked, stateTag }: ManagedKey,
  nowMs: number,
  resyncMs: number,
): readonly AgendaEntry[] {
  if (rotation || blocked?.reason !== 'key-revoked') return [{ reason: 'close', atMs: nowMs }];
  return stateTag === 'key-revoked' ? [] : [{ reason: 'tag', atMs: resyncMs }];
}

function agendaOfRotation(
  rotation: Rotation,
  { nowMs, limits }: AgendaContext,
  atOrRetry: AtOrRetry,
): readonly AgendaEntry[] {
  if (rotation.abandonedAtMs !== null)
    return [{ reason: 'clean-up', atMs: atOrRetry(drainedAtMs(rotation.abandonedAtMs, limits)) }];
  const stuckMs = stuckAtMs(rotation, limits);
  const abandon = stuckMs === null ? [] : [{ reason: 'abandon', atMs: Math.max(stuckMs, nowMs) } as const];
  return [{ reason: 'continue', atMs: atOrRetry(nowMs) }, ...abandon];
}

function agendaOfLabel(
  managed: ManagedKey,
  limits: RotationLimits,
  atOrRetry: AtOrRetry,
): readonly AgendaEntry[] {
  const { labelDrift, promotionConfirmedAtMs, rotation } = managed;
  if (labelDrift)
    return [{ reason: 'confirm-drift', atMs: atOrRetry(driftConfirmedAtMs(labelDrift, limits)) }];
  return promotionConfirmedAtMs === null && !rotation ? [{ reason: 'confirm', atMs: atOrRetry(0) }] : [];
}

function retirementEntry(
  record: ManagedRecord,
  context: AgendaContext,
  atOrRetry: AtOrRetry,
): readonly AgendaEntry[] {
  const retirement = retirementOf(record, context.limits);
  if (!retirement) return [];
  const { overlapEndMs, deadlineMs } = retirement;
  return [{ reason: 'retire', atMs: atOrRetry(context.nowMs < overlapEndMs ? overlapEndMs : deadlineMs) }];
}

function startEntry(
  managed: ManagedKey,
  context: AgendaContext,
  atOrRetry: AtOrRetry,
): readonly AgendaEntry[] {
  const start = nextStart(managed, context);
  if (!start) return [];
  return [{ reason: 'start', atMs: start.atMs === null ? null : atOrRetry(start.atMs) }];
}

/** When a rotation without progress is abandoned; null for a replacement, because its old value is already rejected. */
export function stuckAtMs(
  { kind, startedAtMs }: Rotation,
  { rotationTimeoutMs }: RotationLimits,
): number | null {
  return kind === 'replacement' ? null : startedAtMs + rotationTimeoutMs;
}

/** The time after which a read confirms label drift, because it cannot be stale. */
export function driftConfirmedAtMs(
  { sinceMs }: { readonly sinceMs: number },
  { propagationMs, clockSkewMs }: RotationLimits,
): number {
  return sinceMs + propagationMs + clockSkewMs;
}

/** When old credentials can end. */
export interface Retirement {
  /** The end of the overlap, plus the maximum staleness of a read or duration of a run. */
  readonly overlapEndMs: number;
  /** When they end even if they are in use; equal to `overlapEndMs` if use is not considered. */
  readonly deadlineMs: number;
}

/** When the replaced credentials of a record end; undefined if there are none, or if the overlap has not started. */
export function retirementOf(record: ManagedRecord, limits: RotationLimits): Retirement | undefined {
  if (record.managed.promotionConfirmedAtMs === null || replacedCredentials(record).length === 0)
    return undefined;
  return overlapTimes(record.managed, record.managed.promotionConfirmedAtMs, limits);
}

/** The times of an overlap that started at `startMs`. */
export function overlapTimes(
  { overlapMs, retireWhenUnused, retireDeadlineMs }: ManagedKey,
  startMs: number,
  limits: RotationLimits,
): Retirement {
  const overlapEndMs = startMs + overlapWaitMs(overlapMs, limits);
  return {
    overlapEndMs,
    deadlineMs: retireWhenUnused ? Math.max(overlapEndMs, startMs + retireDeadlineMs) : overlapEndMs,
  };
}

/** The condition that the next scheduled rotation waits for. */
export type StartCondition = 'due' | 'window' | 'freeze' | 'paused';

export interface NextStart {
  /** Null while the key is paused. */
  readonly atMs: number | null;
  readonly condition: StartCondition;
}

/** When the next scheduled rotation can start; undefined if one is open or the sweep starts none. */
export function nextStart(
  { rotation, paused, rotateAtMs, last, windows }: ManagedKeySettings,
  { nowMs, freeze }: Pick<AgendaContext, 'nowMs' | 'freeze'>,
): NextStart | undefined {
  if (rotation || rotateAtMs === null) return undefined;
  if (paused) return { atMs: null, condition: 'paused' };
  const dueMs = Math.max(nowMs, rotateAtMs, last ? last.atMs + MIN_ROTATION_INTERVAL_MS : 0);
  const thawedMs = Math.max(dueMs, freeze?.untilMs ?? 0);
  const atMs = nextOpeningMs(windows, thawedMs);
  return { atMs, condition: atMs > thawedMs ? 'window' : thawedMs > dueMs ? 'freeze' : 'due' };
}

/**
 * When a failure is retried: the delay equals its duration so far, from one minute to `retryAfterMs` of its reason. The
 * backoff delays only checks. Each run makes all due calls.
 */
export function retryAtMs({ reason, sinceMs }: NonNullable<ManagedKey['blocked']>, nowMs: number): number {
  return nowMs + Math.min(Math.max(nowMs - sinceMs, MINUTE_MS), REMEDIATION[reason].retryAfterMs);
}

/** The next regular check. Each key has a fixed offset within the interval, so that checks are spread evenly. */
function nextResyncMs(keyId: string, nowMs: number, everyMs: number): number {
  const phaseMs = Math.floor(jitterOf(keyId) * everyMs);
  return (Math.floor((nowMs - phaseMs) / everyMs) + 1) * everyMs + phaseMs;
}
