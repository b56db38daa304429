import type { AuditAction } from '../audit/event.ts';
import { isSameJson, type JsonObject } from '../json.ts';
import { untilSettled } from '../settle.ts';
import type { ExpectedVersions, Store } from '../store.ts';
import { auditEvent } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import type { TroubleReason } from './failures.ts';
import { auditableManagedKey, type ManagedKey, type ManagedRecord } from './managed-key.ts';
import { nextVisitMs } from './next-visit.ts';
import { alsoUntold, type Notice, type NoticeKind } from './notices.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { settingsOf } from './settings.ts';

/** What one step makes of a record: what to write and to tell, nothing to do, or why not. */
export type RecordStep<Refused extends string> =
  | {
      readonly next: ManagedRecord;
      readonly action: AuditAction;
      readonly tell?: readonly Notice[];
      /** The versions of what it was decided on, beside the key. */
      readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
      /** Whether the keys that were created with a leaked value are still to be revoked. */
      readonly cascade?: 'pending' | undefined;
      /** What the event holds of the record before and after; `auditableManagedKey` where it is left out. */
      readonly audited?: (record: ManagedRecord) => JsonObject;
    }
  | 'unchanged'
  | { readonly refused: Refused };

export type RecordResult<Refused extends string> =
  | { readonly outcome: 'done'; readonly record: ManagedRecord }
  | { readonly outcome: Refused | 'not-managed' | 'contended' };

export type SettingsResult<Refused extends string> = RecordResult<Refused> | VersionMismatch;

type Decide<Refused extends string> = (
  record: ManagedRecord,
  nowMs: number,
) => RecordStep<Refused> | Promise<RecordStep<Refused>>;

/**
 * Reads a managed key, lets `step` decide and commits key, state, event and notices in one transaction that names
 * the key's version. Whatever was written in between, a revocation above all, is decided on again.
 */
export function transitionRecord<Refused extends string = never>(
  deps: RotationDeps,
  keyId: string,
  step: Decide<Refused>,
): Promise<RecordResult<Refused>> {
  return untilSettled<RecordResult<Refused>>(deps.pause, async () => {
    const before = await readRecord(deps.store, keyId);
    return before ? decideAndCommit(deps, before, step) : { outcome: 'not-managed' };
  });
}

/** The settings that a caller changes, and the version of them that it read. */
export interface SettingsName {
  readonly keyId: string;
  readonly ifVersion?: number | undefined;
}

/** `transitionRecord` for what callers change: only if the settings have the version that the caller read, if any. */
export function transitionSettings<Refused extends string>(
  deps: RotationDeps,
  { keyId, ifVersion }: SettingsName,
  step: Decide<Refused>,
): Promise<SettingsResult<Refused>> {
  return untilSettled<SettingsResult<Refused>>(deps.pause, async () => {
    const before = await readRecord(deps.store, keyId);
    if (!before) return { outcome: 'not-managed' };
    const mismatch = versionMismatch(before.managed.settingsVersion, ifVersion);
    return mismatch ?? decideAndCommit(deps, before, step);
  });
}

async function decideAndCommit<Refused extends string>(
  deps: RotationDeps,
  before: ManagedRecord,
  step: Decide<Refused>,
): Promise<RecordResult<Refused> | 'stale'> {
  const result = await step(before, deps.clock());
  if (result === 'unchanged') return { outcome: 'done', record: before };
  if ('refused' in result) return { outcome: result.refused };

  const key = { ...result.next.key, version: before.key.version + 1 };
  const untold = alsoUntold(result.next.managed.untold, result.tell ?? []);
  const settingsVersion = before.managed.settingsVersion + (hasSameSettings(before, result.next) ? 0 : 1);
  const next = { key, managed: { ...result.next.managed, settingsVersion, untold } };
  const visitAtMs = nextVisitMs(next, { nowMs: deps.clock(), limits: deps.limits });
  const managed: ManagedKey = { ...next.managed, visitAtMs };
  const { audited = (each) => auditableManagedKey(each.managed) } = result;
  const event = auditEvent(deps, deps.caller, {
    action: result.action,
    tenant: key.tenant,
    subject: { kind: 'key', id: key.id },
    before: audited(before),
    after: audited({ key, managed }),
  });
  const { expected, cascade } = result;
  const outcome = await deps.store.commit({ kind: 'update-key', key, expected, cascade, managed }, event);
  return outcome === 'committed' ? { outcome: 'done', record: { key, managed } } : 'stale';
}

function hasSameSettings(before: ManagedRecord, after: ManagedRecord): boolean {
  const isSame = isSameJson(settingsOf(before.managed), settingsOf(after.managed));
  return isSame && before.managed.paused === after.managed.paused;
}

/**
 * The state is read after the key: a pair that was torn by a write can't be committed, and it knows of an
 * abandonment rather than not.
 */
export async function readRecord(store: Store, keyId: string): Promise<ManagedRecord | undefined> {
  const key = await store.readKey(keyId);
  const managed = key && (await store.readManagedKey(keyId));
  return key && managed && { key, managed };
}

export function notice(
  kind: NoticeKind,
  atMs: number,
  token: string,
  reason: TroubleReason | null = null,
): Notice {
  return { kind, atMs, token, reason };
}
