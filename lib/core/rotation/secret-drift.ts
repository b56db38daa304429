import { isSameJson } from '../json.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import type { SecretPolicy, SecretProvisioner } from './secret-provisioner.ts';
import type { SecretSettings } from './secret-store.ts';

/** A part of a secret, other than its values, that follows the record of its key. */
export type SecretPart = 'policy' | 'schedule' | 'tags';

/** The parts of a secret that were read. */
interface ObservedParts {
  readonly settings?: SecretSettings | undefined;
  readonly policy?: SecretPolicy | undefined;
}

/** Whether a part of a secret differs from the record of its key: after a manual change, or a crash after a commit. */
export function hasDrifted(
  { keyId, tenant, stateTag, readers, ...managed }: ManagedKey,
  { settings, policy }: ObservedParts,
  part: SecretPart,
): boolean {
  switch (part) {
    case 'policy':
      return policy !== undefined && !isSameJson(policy, { readers, isExact: true });
    case 'schedule':
      return settings !== undefined && settings.everyDays !== scheduledDays(managed);
    case 'tags':
      return settings !== undefined && !isSameJson(settings.tags, { keyId, tenant, stateTag });
  }
}

/**
 * Writes a part of a secret from the record of its key.
 *
 * @throws SecretStoreError `reader-rejected` if a reader does not exist
 */
export async function writePart(
  provisioner: SecretProvisioner,
  managed: ManagedKey,
  part: SecretPart,
): Promise<void> {
  const { keyId, tenant, stateTag, secretArn, readers } = managed;
  const everyDays = scheduledDays(managed);
  switch (part) {
    case 'policy':
      return provisioner.setReaders(secretArn, readers);
    case 'schedule':
      return everyDays === null
        ? provisioner.cancelSchedule(secretArn)
        : provisioner.enableSchedule(secretArn, everyDays);
    case 'tags':
      return provisioner.tag(secretArn, { keyId, tenant, stateTag });
  }
}

/**
 * Updates the policy and the schedule of a secret after a commit.
 *
 * @throws SecretStoreError `reader-rejected` if a reader does not exist
 */
export async function applySettings(
  { secrets, provisioner }: Pick<ManageDeps, 'secrets' | 'provisioner'>,
  managed: ManagedKey,
): Promise<void> {
  // First, because only the policy can be rejected for its content.
  const policy = await provisioner.policy(managed.secretArn);
  if (hasDrifted(managed, { policy }, 'policy')) await writePart(provisioner, managed, 'policy');
  const { settings } = await secrets.describe(managed.secretArn);
  if (hasDrifted(managed, { settings }, 'schedule')) await writePart(provisioner, managed, 'schedule');
}

function scheduledDays({
  schedule,
  rotateEveryMs,
}: Pick<ManagedKey, 'schedule' | 'rotateEveryMs'>): number | null {
  return schedule === 'secrets-manager' && rotateEveryMs !== null ? rotateEveryMs / MS_PER_DAY : null;
}
