import { isSameJson } from '../json.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';

/** What of a secret, beside its values, follows the record of its key. */
export type SecretPart = 'policy' | 'schedule' | 'tags';

/**
 * Compares parts of a secret with the record of its key, and repairs what differs: changed by hand, or by a call that
 * died after its commit.
 *
 * @returns the parts that differed
 * @throws SecretStoreError `reader-refused` where a reader does not exist
 */
export async function repairSecret(
  { maker }: Pick<ManageDeps, 'maker'>,
  managed: ManagedKey,
  parts: readonly SecretPart[],
): Promise<readonly SecretPart[]> {
  const { keyId, tenant, mark, secretArn, readers } = managed;
  const repaired: SecretPart[] = [];
  // First, because it alone can be rejected for what it asks for.
  if (parts.includes('policy') && !isSameJson(await maker.policy(secretArn), { readers, isExact: true })) {
    await maker.allowReaders(secretArn, readers);
    repaired.push('policy');
  }
  const everyDays = scheduledDays(managed);
  const tags = { keyId, tenant, mark };
  const needsSettings = parts.includes('schedule') || parts.includes('tags');
  const settings = needsSettings ? await maker.settings(secretArn) : undefined;
  if (parts.includes('schedule') && settings?.everyDays !== everyDays) {
    await (everyDays === null ? maker.takeBack(secretArn) : maker.handOver(secretArn, everyDays));
    repaired.push('schedule');
  }
  if (parts.includes('tags') && !isSameJson(settings?.tags, tags)) {
    await maker.tag(secretArn, tags);
    repaired.push('tags');
  }
  return repaired;
}

function scheduledDays({ schedule, rotateEveryMs }: ManagedKey): number | null {
  return schedule === 'secrets-manager' && rotateEveryMs !== null ? rotateEveryMs / MS_PER_DAY : null;
}
