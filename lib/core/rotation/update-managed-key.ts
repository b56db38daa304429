import { permissionsExceedingRole } from '../access/permissions.ts';
import { isSameJson, type JsonObject } from '../json.ts';
import { auditableSettings, type Key } from '../keys/key.ts';
import { type KeyUpdate, keyUpdateStep, type UpdateRejection } from '../keys/update.ts';
import type { ExpectedVersions } from '../store.ts';
import type { VersionMismatch } from '../version-mismatch.ts';
import { dueNextMs } from './due.ts';
import { auditableManagedKey, type ManagedKey, type ManagedRecord } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { applySettings } from './secret-drift.ts';
import { SecretStoreError } from './secret-store.ts';
import {
  applyRequested,
  type RequestedSettings,
  type RotationSettings,
  type SettingsRejection,
  settingsOf,
} from './settings.ts';
import { type RecordStep, updateManagedKeyWithRetry, updateSettingsWithRetry } from './update-with-retry.ts';

/** A managed key, and who speaks for it. */
export interface ManagedKeyName {
  readonly tenant: string;
  readonly keyId: string;
  /** The stack that asks; null where the API does. */
  readonly stack: string | null;
  /** The settings version that the caller read; the key is changed whatever its version without it. */
  readonly ifVersion?: number | undefined;
}

/** What the key itself is called and may do, as a stack says it together with the settings. */
export type ManagedKeyUpdate = Pick<KeyUpdate, 'name' | 'permissions'>;

export type UpdateManagedKeyResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  | SettingsRejection
  | { readonly outcome: KeyRejection | 'not-managed' | 'manager-conflict' | 'conflict' }
  | VersionMismatch;

type KeyRejection = Exclude<UpdateRejection, 'revoked' | 'deleted'> | 'key-revoked' | 'key-not-active';
type StepRejection = KeyRejection | SettingsRejection['outcome'] | 'not-managed' | 'manager-conflict';

/**
 * Changes how a key rotates, who reads it, and what the key is called and may, in one commit; never its value. What a
 * stack manages, that stack alone changes. The secret follows the commit: where that fails, a repetition of the call or
 * the next look at the key does it. Readers that Secrets Manager rejects undo the change.
 *
 * @throws SecretStoreError
 */
export async function updateManagedKey(
  deps: ManageDeps,
  name: ManagedKeyName,
  asked: RequestedSettings,
  ofKey: ManagedKeyUpdate = {},
): Promise<UpdateManagedKeyResult> {
  let rejection: SettingsRejection | undefined;
  let before: ManagedRecord | undefined;
  const result = await updateSettingsWithRetry<StepRejection>(deps, name, async (record, nowMs) => {
    before = record;
    const { key, managed } = record;
    if (key.tenant !== name.tenant) return { refused: 'not-managed' };
    if (managed.stack !== name.stack) return { refused: 'manager-conflict' };
    const checked = applyRequested(deps, settingsOf(managed), asked);
    if ('refused' in checked) {
      rejection = checked.refused;
      return { refused: rejection.outcome };
    }
    const changed = await changedKey(deps, key, ofKey, nowMs);
    if ('refused' in changed) return changed;
    if (letsReadBeyondRole(deps, changed.key, managed, checked.settings)) return { refused: 'exceeds-role' };
    return updateStep(record, changed, checked.settings, nowMs);
  });
  if (rejection && rejection.outcome === result.outcome) return rejection;
  if ('record' in result) {
    await applyToSecret(deps, before, result.record);
    return { outcome: 'done', managed: result.record.managed };
  }
  if (result.outcome === 'version-mismatch') return result;
  const { outcome } = result;
  return outcome === 'overlap-too-short' || outcome === 'invalid-settings'
    ? { outcome: 'conflict' }
    : { outcome };
}

/** Whether a change adds readers of a key whose permissions exceed the role of the caller. */
function letsReadBeyondRole(
  { caller }: ManageDeps,
  { permissions }: Key,
  before: RotationSettings,
  after: RotationSettings,
): boolean {
  const addsReaders = after.readers.some((each) => !before.readers.includes(each));
  return addsReaders && permissionsExceedingRole(permissions, [caller.role]).length > 0;
}

interface ChangedKey {
  readonly key: Key;
  /** The versions of what the change was decided on. */
  readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
}

async function changedKey(
  deps: ManageDeps,
  key: Key,
  ofKey: ManagedKeyUpdate,
  nowMs: number,
): Promise<ChangedKey | { readonly refused: KeyRejection }> {
  if (ofKey.name === undefined && ofKey.permissions === undefined) return { key };
  const step = await keyUpdateStep(deps, deps.caller, key, ofKey, nowMs);
  if (step === 'unchanged') return { key };
  if (!('refused' in step)) return { key: step.next, expected: step.expected };
  if (step.refused === 'revoked') return { refused: 'key-revoked' };
  return { refused: step.refused === 'deleted' ? 'key-not-active' : step.refused };
}

/** One commit and one event, or none where nothing changes. */
function updateStep(
  before: ManagedRecord,
  { key, expected }: ChangedKey,
  settings: RotationSettings,
  nowMs: number,
): RecordStep<never> {
  const { managed } = before;
  const isKeySame = isSameJson(auditableSettings(key), auditableSettings(before.key));
  if (isSameJson(settings, settingsOf(managed))) {
    if (isKeySame) return 'unchanged';
    const audited: typeof auditableRecord = (each) => auditableSettings(each.key);
    return { next: { key, managed }, action: 'key.updated', expected, audited };
  }
  const next = { key, managed: { ...managed, ...settings, ...scheduled(managed, settings, nowMs) } };
  const action = 'rotation.settings-updated';
  return isKeySame ? { next, action } : { next, action, expected, audited: auditableRecord };
}

function auditableRecord({ key, managed }: ManagedRecord): JsonObject {
  return { ...auditableManagedKey(managed), key: auditableSettings(key) };
}

/** Also where nothing was written: a call before may have died after its commit. */
async function applyToSecret(
  deps: ManageDeps,
  before: ManagedRecord | undefined,
  after: ManagedRecord,
): Promise<void> {
  try {
    await applySettings(deps, after.managed);
  } catch (error) {
    const isRejected = error instanceof SecretStoreError && error.fault === 'reader-rejected';
    if (isRejected && before) await undo(deps, before, after);
    throw error;
  }
}

/** Back to what was there before, unless somebody else has changed it by now. */
async function undo(deps: ManageDeps, before: ManagedRecord, after: ManagedRecord): Promise<void> {
  const { name, permissions } = before.key;
  const { rotateAtMs } = before.managed;
  await updateManagedKeyWithRetry<never>(deps, after.managed.keyId, ({ key, managed }) => {
    if (key.version !== after.key.version || after.key.version === before.key.version) return 'unchanged';
    return {
      next: {
        key: { ...key, name, permissions },
        managed: { ...managed, ...settingsOf(before.managed), rotateAtMs },
      },
      action: 'rotation.settings-updated',
      audited: auditableRecord,
    };
  });
}

/** When it is due by the new interval, counted from when its value began: what is late already, now. */
function scheduled(
  managed: ManagedKey,
  settings: RotationSettings,
  nowMs: number,
): Pick<ManagedKey, 'rotateAtMs'> {
  const { schedule, rotateEveryMs, rotateAtMs } = managed;
  if (schedule === settings.schedule && rotateEveryMs === settings.rotateEveryMs) return { rotateAtMs };
  const sinceMs = managed.versions.find(({ versionId }) => versionId === managed.current)?.sinceMs ?? nowMs;
  const dueMs = dueNextMs({ keyId: managed.keyId, ...settings }, sinceMs);
  return { rotateAtMs: dueMs === null ? null : Math.max(dueMs, nowMs) };
}
