import type { IdempotencyToken } from '../idempotency/record.ts';
import type { IssueKeyInput } from '../keys/issue.ts';
import { UnavailableError } from '../store.ts';
import type { VersionMismatch } from '../version-mismatch.ts';
import { type AdoptKeyResult, adoptKey } from './adopt-key.ts';
import { type IssueManagedKeyResult, issueManagedKey } from './issue-managed-key.ts';
import type { ManagedKey } from './managed-key.ts';
import { reconcile } from './reconcile.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { durationViolation, replicasViolation } from './setting-bounds.ts';
import {
  applyRequested,
  defaultSettings,
  type RequestedSettings,
  type RotationSettings,
  type SettingsRejection,
} from './settings.ts';
import { updateManagedKey } from './update-managed-key.ts';

/** The key to manage: a new one or an existing one. */
export type ManagedSubject =
  | { readonly kind: 'new'; readonly input: IssueKeyInput; readonly token: IdempotencyToken | undefined }
  | {
      readonly kind: 'adopted';
      readonly tenant: string;
      readonly keyId: string;
      readonly existingValueGraceMs?: number | undefined;
    };

export interface ManageKeyInput {
  readonly subject: ManagedSubject;
  readonly settings: RequestedSettings;
  readonly stack: string | null;
  readonly replicas: readonly string[];
}

export type ManageKeyResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  | SettingsRejection
  | VersionMismatch
  | {
      readonly outcome:
        | Exclude<IssueManagedKeyResult['outcome'], 'issued'>
        | Exclude<AdoptKeyResult['outcome'], 'adopted' | 'managed' | 'invalid-settings'>
        | 'manager-conflict'
        | 'tenant-not-found';
    };

/**
 * Stores the value of a key in a secret and rotates it there. Safe to repeat: if this stack (or the API) already manages
 * the key, the requested settings are applied.
 *
 * @throws SecretStoreError, UnavailableError: repeat it
 */
export async function manageKey(deps: ManageDeps, input: ManageKeyInput): Promise<ManageKeyResult> {
  const requested = applyRequested(deps, defaultSettings(deps.profile), input.settings);
  if ('rejection' in requested) return requested.rejection;
  const message = initViolation(input);
  if (message !== undefined) return { outcome: 'invalid-settings', message };
  const { subject } = input;
  const tenantId = subject.kind === 'new' ? subject.input.tenant : subject.tenant;
  if (!(await deps.store.readTenant(tenantId))) return { outcome: 'tenant-not-found' };
  const created = await createOrAdopt(deps, input, requested.settings);
  if (created.outcome === 'invalid-settings') return created;
  if (created.outcome !== 'issued' && created.outcome !== 'adopted' && created.outcome !== 'managed') {
    return { outcome: created.outcome };
  }
  const { keyId, tenant, stack } = created.managed;
  const needsUpdate =
    created.outcome === 'managed' || requested.settings.schedule !== created.managed.schedule;
  const result = needsUpdate
    ? await updateManagedKey(deps, { tenant, keyId, stack: input.stack }, input.settings)
    : ({ outcome: 'done', managed: created.managed } as const);
  if (result.outcome === 'done' && stack === input.stack) await reconcileAfterCreate(deps, keyId);
  return result;
}

function initViolation({ subject, replicas }: ManageKeyInput): string | undefined {
  const graceMs = subject.kind === 'adopted' ? subject.existingValueGraceMs : undefined;
  return durationViolation('grace period of the existing value', graceMs ?? 0) ?? replicasViolation(replicas);
}

/** Uses a schedule of Postern. A later update hands it to Secrets Manager, once the key is bound to the secret. */
function createOrAdopt(
  deps: ManageDeps,
  { subject, settings: { readers }, stack, replicas }: ManageKeyInput,
  requested: RotationSettings,
): Promise<IssueManagedKeyResult | AdoptKeyResult> {
  const settings = { ...requested, schedule: 'postern' as const };
  const init = { settings, namesReaders: readers !== undefined, stack, replicas };
  return subject.kind === 'new'
    ? issueManagedKey(deps, subject.input, init, subject.token)
    : adoptKey(deps, subject, init, subject.existingValueGraceMs);
}

/** Tags the secret and makes its value current. If the store is unavailable, the sweep does both. */
async function reconcileAfterCreate(deps: ManageDeps, keyId: string): Promise<void> {
  try {
    await reconcile(deps, keyId);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}
