import { permissionsExceedingRole } from '../access/permissions.ts';
import { shortCallerId } from '../audit/event.ts';
import { isSameJson, type JsonObject } from '../json.ts';
import { auditableSettings, type Key } from '../keys/key.ts';
import { type KeyUpdate, keyUpdateStep, type UpdateRejection } from '../keys/update.ts';
import type { ExpectedVersions } from '../store.ts';
import type { VersionMismatch } from '../version-mismatch.ts';
import { dueNextMs } from './due.ts';
import { auditableManagedKey, type ManagedKey, type ManagedRecord } from './managed-key.ts';
import { currentSinceMs } from './policy.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { applySettings } from './secret-drift.ts';
import { SecretStoreError } from './secret-store.ts';
import { normalizeSettings } from './setting-bounds.ts';
import {
  applyRequested,
  type RequestedSettings,
  type RotationSettings,
  type SettingsRejection,
  settingsOf,
} from './settings.ts';
import {
  type RecordStep,
  updateManagedKeyWithRetry,
  updateSettingsWithRetry,
} from './update-managed-key-with-retry.ts';

/** A managed key, and the stack that manages it. */
export interface ManagedKeyName {
  readonly tenant: string;
  readonly keyId: string;
  /** The stack that sends the command; null for the API. */
  readonly stack: string | null;
  /** The settings version that the caller read. If omitted, any version is updated. */
  readonly ifVersion?: number | undefined;
}

/** The name and the permissions of the key, which a stack sets together with the settings. */
export interface ManagedKeyUpdate extends Pick<KeyUpdate, 'name'> {
  /** Null for the default permissions of the profile. */
  readonly permissions?: readonly string[] | null | undefined;
  /** Only a key that the stack created with this owner and environment is updated. */
  readonly created?: { readonly owner: string; readonly environment?: string | undefined } | undefined;
}

export type UpdateManagedKeyResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  | SettingsRejection
  | { readonly outcome: KeyRejection | 'not-managed' | 'manager-conflict' | 'conflict' }
  | VersionMismatch;

type KeyRejection = Exclude<UpdateRejection, 'revoked' | 'deleted'> | 'key-revoked' | 'key-not-active';
type StepRejection = KeyRejection | SettingsRejection['outcome'] | 'not-managed' | 'manager-conflict';

/**
 * Updates the settings and the readers of a key, its name and its permissions in one commit, never its value. Only the
 * stack that manages a key can update it. The secret is updated after the commit. If that fails, a repetition of the call
 * or the next check does it. If Secrets Manager rejects the readers, the update is undone.
 *
 * @throws SecretStoreError
 */
export async function updateManagedKey(
  deps: ManageDeps,
  name: ManagedKeyName,
  requested: RequestedSettings,
  keyUpdate: ManagedKeyUpdate = {},
): Promise<UpdateManagedKeyResult> {
  let rejection: SettingsRejection | undefined;
  let before: ManagedRecord | undefined;
  const result = await updateSettingsWithRetry<StepRejection>(deps, name, async (record, nowMs) => {
    before = record;
    const { key, managed } = record;
    if (key.tenant !== name.tenant) return { rejected: 'not-managed' };
    if (managed.stack !== name.stack) return { rejected: 'manager-conflict' };
    const updated =
      identityRejection(deps, key, keyUpdate) ?? applyRequested(deps, settingsOf(managed), requested);
    if ('rejection' in updated) {
      rejection = updated.rejection;
      return { rejected: rejection.outcome };
    }
    const changed = await applyKeyUpdate(deps, key, keyUpdate, nowMs);
    if ('rejected' in changed) return changed;
    if (grantsReadersBeyondRole(deps, changed.key, managed, updated.settings))
      return { rejected: 'exceeds-role' };
    return updateStep(record, changed, updated.settings, nowMs);
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

/** Whether an update adds readers to a key whose permissions exceed the role of the caller. */
function grantsReadersBeyondRole(
  { caller }: ManageDeps,
  { permissions }: Key,
  before: RotationSettings,
  after: RotationSettings,
): boolean {
  const addsReaders = after.readers.some((each) => !before.readers.includes(each));
  return addsReaders && permissionsExceedingRole(permissions, [caller.role]).length > 0;
}

/** The identity of a key does not change: another owner or environment requires another key. */
function identityRejection(
  { caller, profile }: ManageDeps,
  key: Key,
  { created }: ManagedKeyUpdate,
): { readonly rejection: SettingsRejection } | undefined {
  if (!created) return undefined;
  const { owner, environment = profile.defaultEnvironment } = created;
  const isCreated = key.createdBy === shortCallerId(caller);
  if (isCreated && key.owner === owner && key.environment === environment) return undefined;
  const origin = isCreated ? 'was created by this stack' : 'was not created by this stack';
  const message =
    `Cannot update the owner or environment of a key: key '${key.id}' ${origin} and has owner '${key.owner}' and ` +
    `environment '${key.environment}'. Create another key: use another logical ID in the template.`;
  return { rejection: { outcome: 'invalid-settings', message } };
}

interface UpdatedKey {
  readonly key: Key;
  /** The versions of the records that the update was decided on. */
  readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
}

async function applyKeyUpdate(
  deps: ManageDeps,
  key: Key,
  keyUpdate: ManagedKeyUpdate,
  nowMs: number,
): Promise<UpdatedKey | { readonly rejected: KeyRejection }> {
  const { name, permissions: requested } = keyUpdate;
  if (name === undefined && requested === undefined) return { key };
  const permissions = requested === null ? deps.profile.defaultPermissions : requested;
  const step = await keyUpdateStep(deps, deps.caller, key, { name, permissions }, nowMs);
  if (step === 'unchanged') return { key };
  if (!('rejected' in step)) return { key: step.next, expected: step.expected };
  if (step.rejected === 'revoked') return { rejected: 'key-revoked' };
  return { rejected: step.rejected === 'deleted' ? 'key-not-active' : step.rejected };
}

/** One commit and one event, or none if nothing changes. */
function updateStep(
  before: ManagedRecord,
  { key, expected }: UpdatedKey,
  settings: RotationSettings,
  nowMs: number,
): RecordStep<never> {
  const { managed } = before;
  const isKeySame = isSameJson(auditableSettings(key), auditableSettings(before.key));
  if (isSameJson(settings, normalizeSettings(settingsOf(managed)))) {
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

/** Runs even if nothing was written: a previous call may have crashed after its commit. */
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

/** Restores the previous settings, unless another call has changed the key since. */
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

/** When it is due by the new interval, counted from the acceptance of its value; now if that is past. */
function scheduled(
  managed: ManagedKey,
  settings: RotationSettings,
  nowMs: number,
): Pick<ManagedKey, 'rotateAtMs'> {
  const { schedule, rotateEveryMs, rotateAtMs } = managed;
  if (schedule === settings.schedule && rotateEveryMs === settings.rotateEveryMs) return { rotateAtMs };
  const sinceMs = currentSinceMs(managed) ?? nowMs;
  const dueMs = dueNextMs({ keyId: managed.keyId, ...settings }, sinceMs);
  return { rotateAtMs: dueMs === null ? null : Math.max(dueMs, nowMs) };
}
