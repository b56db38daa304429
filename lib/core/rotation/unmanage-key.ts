import { auditableSettings, type Credential } from '../keys/key.ts';
import { revocation } from '../keys/revocation.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditEvent } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { keyEvent, keyEventId } from './key-events.ts';
import {
  auditableManagedKey,
  credentialOf,
  endCredentials,
  isLive,
  type ManagedKey,
  type ManagedRecord,
} from './managed-key.ts';
import { overlapWaitMs } from './overlap.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { labelled } from './secret-store.ts';
import type { ManagedKeyName } from './update-managed-key.ts';
import { updateSettingsWithRetry } from './update-with-retry.ts';

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
 * Leaves key and secret as they are and rotates nothing any more: the current value goes on being accepted, old ones
 * end after an overlap, and the secret is marked. The end that adopting gave the existing value is removed, unless it
 * has passed. Where that is asked for, the key is revoked first. While a rotation
 * is open it is refused: its last step could still make a value current that is to end.
 *
 * Marks and tells before it forgets, so that a call which dies in between is repeated and forgets nothing untold.
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
  // The revocation compared it in its own write, and nothing of it may be left undone.
  const ifVersion = revoke ? undefined : name.ifVersion;
  return retryOnConflict<UnmanageKeyResult>(deps.pause, async () => {
    const record = await deps.store.readManagedRecord(keyId);
    if (record?.key.tenant !== tenant) return { outcome: 'not-managed' };
    const { managed } = record;
    const mismatch = versionMismatch(managed.settingsVersion, ifVersion);
    if (mismatch) return mismatch;
    if (managed.stack !== stack) return { outcome: 'manager-conflict' };
    const isRevoked = record.key.status === 'revoked';
    const refused = isRevoked ? undefined : await labelRejection(deps, managed);
    if (refused) return { outcome: refused };

    if (managed.schedule === 'secrets-manager') await deps.provisioner.cancelSchedule(managed.secretArn);
    await deps.secrets.tagState(managed.secretArn, isRevoked ? 'key-revoked' : 'unmanaged');
    await tellUnmanaged(deps, managed);
    return forget(deps, record);
  });
}

/** In a write of key and settings together: of settings that were changed since, the key is not revoked. */
function revokeFirst(deps: ManageDeps, name: ManagedKeyName) {
  return updateSettingsWithRetry<'not-managed' | 'manager-conflict'>(
    deps,
    name,
    ({ key, managed }, nowMs) => {
      if (key.tenant !== name.tenant) return { refused: 'not-managed' };
      if (managed.stack !== name.stack) return { refused: 'manager-conflict' };
      const step = revocation(key, deps.caller, { reason: 'unspecified' }, nowMs);
      if (typeof step === 'string' || 'refused' in step) return step;
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

/** Told under the same id by each repetition: when the value was seen to be current names it. */
async function tellUnmanaged({ store, keyEvents, clock }: ManageDeps, managed: ManagedKey): Promise<void> {
  const { keyId, tenant, current, promotionConfirmedAtMs, outbox } = managed;
  const owner = (await store.readKey(keyId))?.owner;
  if (owner === undefined) return;
  const subject = { keyId, tenant, owner };
  for (const each of outbox) await keyEvents.publish({ ...each, id: keyEventId(keyId, each), ...subject });
  const id = keyEventId(keyId, keyEvent('key.unmanaged', promotionConfirmedAtMs ?? 0, current));
  await keyEvents.publish({ ...keyEvent('key.unmanaged', clock(), current), id, ...subject });
}

async function forget(deps: ManageDeps, record: ManagedRecord): Promise<UnmanageKeyResult | 'stale'> {
  const { key, managed } = record;
  const endsAtMs = deps.clock() + overlapWaitMs(managed.overlapMs, deps.limits);
  const current = credentialOf(record, managed.current)?.generation;
  const ended = endCredentials(key, endsAtMs, ({ generation }) => generation !== current);
  const credentials = withoutAdoptedEnd(ended, managed, deps.clock());
  const event = auditEvent(deps, deps.caller, {
    action: 'key.unmanaged',
    tenant: key.tenant,
    subject: { kind: 'key', id: key.id },
    before: auditableManagedKey(managed),
    after: null,
  });
  const next = { ...key, credentials, version: key.version + 1 };
  const outcome = await deps.store.commit({ kind: 'update-key', key: next, managed: 'removed' }, event);
  return outcome === 'committed' ? { outcome: 'done', managed } : 'stale';
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
