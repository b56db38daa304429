import type { AuditAction } from '../audit/event.ts';
import { isSameJson, type JsonObject } from '../json.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { ExpectedVersions } from '../store.ts';
import { auditEvent } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { appendToOutbox, type KeyEvent } from './key-events.ts';
import type { RotationFreeze } from './maintenance-window.ts';
import { auditableState, type ManagedKey, type ManagedRecord } from './managed-key.ts';
import { nextReconcileAtMs } from './next-reconcile.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { settingsOf } from './settings.ts';

/** A write of a record, with its audit event and key events. */
export interface RecordChange {
  readonly next: ManagedRecord;
  readonly action: AuditAction;
  readonly events?: readonly KeyEvent[] | undefined;
  /** The versions of the other records that it was decided on. */
  readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
  /** Whether the keys that were created with a leaked value are still to be revoked. */
  readonly cascade?: 'pending' | undefined;
  /** The content of the audit event, before and after; `auditableState` if omitted. */
  readonly audited?: ((record: ManagedRecord) => JsonObject) | undefined;
}

/** The result of one step: a write, nothing to write, or a rejection. */
export type RecordStep<Rejected extends string> =
  | RecordChange
  | 'unchanged'
  | { readonly rejected: Rejected };

export type RecordResult<Rejected extends string> =
  | { readonly outcome: 'done'; readonly record: ManagedRecord }
  | { readonly outcome: Rejected | 'not-managed' | 'conflict' };

export type SettingsResult<Rejected extends string> = RecordResult<Rejected> | VersionMismatch;

type Decide<Rejected extends string> = (
  record: ManagedRecord,
  nowMs: number,
) => RecordStep<Rejected> | Promise<RecordStep<Rejected>>;

/**
 * Reads a managed key, lets `step` decide and commits key, state, audit event and key events in one transaction that names
 * the key's version. If another write came first, for example a revocation, `step` decides again.
 */
export function updateManagedKeyWithRetry<Rejected extends string = never>(
  deps: RotationDeps,
  keyId: string,
  step: Decide<Rejected>,
): Promise<RecordResult<Rejected>> {
  return retryOnConflict<RecordResult<Rejected>>(deps.backoff, async () => {
    const before = await deps.store.readManagedRecord(keyId);
    return before ? decideAndCommit(deps, before, step) : { outcome: 'not-managed' };
  });
}

/** The settings that a caller changes, and the version of them that it read. */
export interface SettingsName {
  readonly keyId: string;
  readonly ifVersion?: number | undefined;
}

/** `updateManagedKeyWithRetry` for settings: only if the settings have the version that the caller read, if any. */
export function updateSettingsWithRetry<Rejected extends string>(
  deps: RotationDeps,
  { keyId, ifVersion }: SettingsName,
  step: Decide<Rejected>,
): Promise<SettingsResult<Rejected>> {
  return retryOnConflict<SettingsResult<Rejected>>(deps.backoff, async () => {
    const before = await deps.store.readManagedRecord(keyId);
    if (!before) return { outcome: 'not-managed' };
    const mismatch = versionMismatch(before.managed.settingsVersion, ifVersion);
    return mismatch ?? decideAndCommit(deps, before, step);
  });
}

async function decideAndCommit<Rejected extends string>(
  deps: RotationDeps,
  before: ManagedRecord,
  step: Decide<Rejected>,
): Promise<RecordResult<Rejected> | 'version-conflict'> {
  const result = await step(before, deps.clock());
  if (result === 'unchanged') return { outcome: 'done', record: before };
  if ('rejected' in result) return { outcome: result.rejected };
  const record = await commitRecord(deps, before, result);
  return record === 'version-conflict' ? 'version-conflict' : { outcome: 'done', record };
}

/**
 * Commits key, state, audit event and key events in one transaction that names the key's version.
 *
 * @returns the record as it was written
 */
export async function commitRecord(
  deps: RotationDeps,
  before: ManagedRecord,
  { next, action, events = [], expected, cascade, audited = auditableState }: RecordChange,
  freeze?: RotationFreeze | null,
): Promise<ManagedRecord | 'version-conflict'> {
  const key = { ...next.key, version: before.key.version + 1 };
  const outbox = appendToOutbox(next.managed.outbox, events);
  const settingsVersion = before.managed.settingsVersion + (hasSameSettings(before, next) ? 0 : 1);
  const written = { key, managed: { ...next.managed, settingsVersion, outbox } };
  const { clock, limits } = deps;
  const reconcileAtMs = nextReconcileAtMs(written, { nowMs: clock(), limits, freeze });
  const managed: ManagedKey = { ...written.managed, reconcileAtMs };
  const event = auditEvent(deps, deps.caller, {
    action,
    tenant: key.tenant,
    subject: { kind: 'key', id: key.id },
    before: audited(before),
    after: audited({ key, managed }),
  });
  const outcome = await deps.store.commit({ kind: 'update-key', key, expected, cascade, managed }, event);
  return outcome === 'committed' ? { key, managed } : 'version-conflict';
}

function hasSameSettings(before: ManagedRecord, after: ManagedRecord): boolean {
  const isSame = isSameJson(settingsOf(before.managed), settingsOf(after.managed));
  return isSame && before.managed.paused === after.managed.paused;
}
