import type { Key } from '../keys/key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { secretText } from './secret-payload.ts';
import { SecretStoreError } from './secret-store.ts';
import { generateVersionId } from './start.ts';

/** The location of a stored value, which is stored before it is accepted. */
export interface StoredValue {
  readonly secretArn: string;
  /** The version that contains it. */
  readonly versionId: string;
  /** True in a new secret. In an existing secret, the label is moved once the value is accepted. */
  readonly isCurrent: boolean;
}

/**
 * Stores a generated value in the secret of its key, and creates the secret if it does not exist. An existing secret is
 * left from a crashed call or an earlier adoption: its content is not trusted, so that only generated values are accepted.
 *
 * @throws SecretStoreError
 */
export async function storeValue(deps: ManageDeps, key: Key, value: string): Promise<StoredValue> {
  const versionId = generateVersionId(deps.random);
  const text = secretText(key, value, deps.profile);
  const secret = { name: secretName(deps, key.id), versionId, text, keyId: key.id, tenant: key.tenant };
  const existing = await deps.provisioner.find(secret.name);
  const created =
    existing === undefined ? await deps.provisioner.create(secret).catch(ignoreExisting) : undefined;
  if (created) return { ...created, isCurrent: true };
  const secretArn = existing ?? (await deps.provisioner.find(secret.name));
  if (secretArn === undefined) throw new SecretStoreError('secrets-manager-unavailable');
  await deps.secrets.putVersion(secretArn, { versionId, text, label: 'AWSPENDING' });
  return { secretArn, versionId, isCurrent: false };
}

/** Withdraws a value after another call won: an unused pending version would block rotations. */
export async function withdrawValue(
  deps: ManageDeps,
  { secretArn, versionId, isCurrent }: StoredValue,
): Promise<void> {
  if (isCurrent) return;
  await deps.secrets.removeLabel(secretArn, { label: 'AWSPENDING', from: versionId }).catch(ignoreElsewhere);
}

export function secretName({ secretPrefix }: ManageDeps, keyId: string): string {
  return `${secretPrefix}${keyId}`;
}

/** The label is already on the version of another call, or removed. */
function ignoreElsewhere(error: unknown): undefined {
  if (!(error instanceof SecretStoreError) || error.fault !== 'label-elsewhere') throw error;
}

/** Another call created it first, or the search for it was stale. */
function ignoreExisting(error: unknown): undefined {
  if (!(error instanceof SecretStoreError) || error.fault !== 'secret-exists') throw error;
}
