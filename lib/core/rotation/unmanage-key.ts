import { auditableSettings, type Credential, isLive } from '../keys/key.ts';
import { revocation } from '../keys/revocation.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { commitUnmanaged } from './commit-unmanaged.ts';
import { keyEvent, keyEventId } from './key-events.ts';
import { credentialOf, endCredentials, type ManagedKey, type ManagedRecord } from './managed-key.ts';
import { overlapWaitMs } from './overlap.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { labelled } from './secret-store.ts';
import type { ManagedKeyName } from './update-managed-key.ts';
import { updateSettingsWithRetry } from './update-managed-key-with-retry.ts';

export type UnmanageKeyResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  | {
      readonly outcome:
        | 'not-managed'
        | 'manager-conflict'
        | 'rotation-in-progress'
        | 'label-drift'
        | 'conflict';
    }
  | VersionMismatch;

/**
 * Stops rotating a key, and keeps the key and its secret. The current value stays accepted, old values end after an
 * overlap, and the secret is tagged. The end that the adoption gave the existing value is removed, unless it has passed.
 * With `revoke`, the key is revoked first. Rejected while a rotation is open: its last step could still make a value
 * current that is about to end.
 *
 * Tags the secret and publishes the events before the state is removed, so that a call which crashed can be repeated.
 *
 * @throws SecretStoreError, UnavailableError
 */
export async function unmanageKey(
  deps: ManageDeps,
  name: ManagedKeyName,
  { revoke }: { readonly revoke: boolean },
): Promise<UnmanageKeyResult> {
  if (revoke) {
    const result = await revokeFirst(deps, name);
    if (result.outcome !== 'done') return result;
  }
  const { tenant, keyId, stack } = name;
  // The revocation has already checked the version, and the following steps must complete.
  const ifVersion = revoke ? undefined : name.ifVersion;
  return retryOnConflict<UnmanageKeyResult>(deps.backoff, async () => {
    const record = await deps.store.readManagedRecord(keyId);
    if (record?.key.tenant !== tenant) return { outcome: 'not-managed' };
    const { managed } = record;
    const mismatch = versionMismatch(managed.settingsVersion, ifVersion);
    if (mismatch) return mismatch;
    if (managed.stack !== stack) return { outcome: 'manager-conflict' };
    const isRevoked = record.key.status === 'revoked';
    const rejection = isRevoked ? undefined : await labelRejection(deps, managed);
    if (rejection) return { outcome: rejection };

    if (managed.schedule === 'secrets-manager') await deps.provisioner.cancelSchedule(managed.secretArn);
    await deps.secrets.tagState(managed.secretArn, isRevoked ? 'key-revoked' : 'unmanaged');
    await publishUnmanaged(deps, record);
    return removeManagedKey(deps, record);
  });
}

/** Writes key and settings together: the key is not revoked if the settings were updated since they were read. */
function revokeFirst(deps: ManageDeps, name: ManagedKeyName) {
  return updateSettingsWithRetry<'not-managed' | 'manager-conflict'>(
    deps,
    name,
    ({ key, managed }, nowMs) => {
      if (key.tenant !== name.tenant) return { rejected: 'not-managed' };
      if (managed.stack !== name.stack) return { rejected: 'manager-conflict' };
      const step = revocation(key, deps.caller, { reason: 'unspecified' }, nowMs);
      if (typeof step === 'string' || 'rejected' in step) return step;
      const { next, action } = step;
      return { next: { key: next, managed }, action, audited: (each) => auditableSettings(each.key) };
    },
  );
}

async function labelRejection(deps: ManageDeps, managed: ManagedKey) {
  if (managed.rotation) return 'rotation-in-progress';
  const current = labelled(await deps.secrets.describe(managed.secretArn), 'AWSCURRENT');
  return current === managed.current ? undefined : 'label-drift';
}

/** Repetitions publish the same event ID: it contains the time of the confirmed promotion. */
async function publishUnmanaged(
  { keyEvents, clock }: ManageDeps,
  { key, managed }: ManagedRecord,
): Promise<void> {
  const { keyId, tenant, current, promotionConfirmedAtMs, outbox } = managed;
  const subject = { keyId, tenant, owner: key.owner };
  for (const each of outbox) await keyEvents.publish({ ...each, id: keyEventId(keyId, each), ...subject });
  const id = keyEventId(keyId, keyEvent('key.unmanaged', promotionConfirmedAtMs ?? 0, current));
  await keyEvents.publish({ ...keyEvent('key.unmanaged', clock(), current), id, ...subject });
}

async function removeManagedKey(
  deps: ManageDeps,
  record: ManagedRecord,
): Promise<UnmanageKeyResult | 'version-conflict'> {
  const { key, managed } = record;
  const endsAtMs = deps.clock() + overlapWaitMs(managed.overlapMs, deps.limits);
  const current = credentialOf(record, managed.current)?.generation;
  const ended = endCredentials(key, endsAtMs, ({ generation }) => generation !== current);
  const credentials = withoutAdoptedEnd(ended, managed, deps.clock());
  const outcome = await commitUnmanaged(deps, { ...key, credentials, version: key.version + 1 }, managed);
  return outcome === 'committed' ? { outcome: 'done', managed } : 'version-conflict';
}

function withoutAdoptedEnd(
  credentials: readonly Credential[],
  { existingGenerations }: ManagedKey,
  nowMs: number,
): readonly Credential[] {
  return credentials.map((each) =>
    existingGenerations.includes(each.generation) && isLive(each, nowMs) ? { ...each, endsAtMs: null } : each,
  );
}
