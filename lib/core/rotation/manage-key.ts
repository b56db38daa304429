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

/** What is to be managed: a key that is made, or one that is there. */
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
 * Has the value of a key lie in a secret and rotate there. Safe to repeat: of a key that this stack (or the API)
 * manages already it changes the settings to those that are asked for.
 *
 * @throws SecretStoreError, UnavailableError: repeat it
 */
export async function manageKey(deps: ManageDeps, input: ManageKeyInput): Promise<ManageKeyResult> {
  const checked = applyRequested(deps, defaultSettings(deps.profile), input.settings);
  if ('refused' in checked) return checked.refused;
  const message = beginningViolation(input);
  if (message !== undefined) return { outcome: 'invalid-settings', message };
  const { subject } = input;
  const tenantId = subject.kind === 'new' ? subject.input.tenant : subject.tenant;
  if (!(await deps.store.readTenant(tenantId))) return { outcome: 'tenant-not-found' };
  const begun = await begin(deps, input, checked.settings);
  if (begun.outcome === 'invalid-settings') return begun;
  if (begun.outcome !== 'issued' && begun.outcome !== 'adopted' && begun.outcome !== 'managed') {
    return { outcome: begun.outcome };
  }
  const { keyId, tenant, stack } = begun.managed;
  const isChange = begun.outcome === 'managed' || checked.settings.schedule !== begun.managed.schedule;
  const result = isChange
    ? await updateManagedKey(deps, { tenant, keyId, stack: input.stack }, input.settings)
    : ({ outcome: 'done', managed: begun.managed } as const);
  if (result.outcome === 'done' && stack === input.stack) await goOn(deps, keyId);
  return result;
}

function beginningViolation({ subject, replicas }: ManageKeyInput): string | undefined {
  const lastsMs = subject.kind === 'adopted' ? subject.existingValueGraceMs : undefined;
  return durationViolation('grace period of the existing value', lastsMs ?? 0) ?? replicasViolation(replicas);
}

/** Under a schedule of our own: Secrets Manager gets it by a change, once the key names the secret as its own. */
function begin(
  deps: ManageDeps,
  { subject, settings: { readers }, stack, replicas }: ManageKeyInput,
  checked: RotationSettings,
): Promise<IssueManagedKeyResult | AdoptKeyResult> {
  const settings = { ...checked, schedule: 'postern' as const };
  const beginning = { settings, namesReaders: readers !== undefined, stack, replicas };
  return subject.kind === 'new'
    ? issueManagedKey(deps, subject.input, beginning, subject.token)
    : adoptKey(deps, subject, beginning, subject.existingValueGraceMs);
}

/** Looks at it once, so that it is marked and its value is current: what can't be done now, the sweep does. */
async function goOn(deps: ManageDeps, keyId: string): Promise<void> {
  try {
    await reconcile(deps, keyId);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}
