import type { Key } from '../keys/key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { secretText } from './secret-payload.ts';
import { SecretStoreError } from './secret-store.ts';
import { generateVersionId } from './start.ts';

/** Where a value lies, from before anything accepts it. */
export interface StoredValue {
  readonly secretArn: string;
  /** The version that holds it. */
  readonly versionId: string;
  /** Of a new secret it is; in one that was there already, the label is moved once the value is accepted. */
  readonly isCurrent: boolean;
}

/**
 * Puts a value that was just drawn into the secret of its key, which it makes where there is none. A secret that is
 * there is what a call left that crashed, or of a time when the key was managed before: nothing that it holds is
 * believed, so that no value is ever accepted which was not drawn by whoever has it accepted.
 *
 * @throws SecretStoreError
 */
export async function storeValue(deps: ManageDeps, key: Key, value: string): Promise<StoredValue> {
  const versionId = generateVersionId(deps.random);
  const text = secretText(key, value, deps.profile);
  const secret = { name: secretName(deps, key.id), versionId, text, keyId: key.id, tenant: key.tenant };
  const known = await deps.provisioner.find(secret.name);
  const made = known === undefined ? await deps.provisioner.create(secret).catch(ignoreExisting) : undefined;
  if (made) return { ...made, isCurrent: true };
  const secretArn = known ?? (await deps.provisioner.find(secret.name));
  if (secretArn === undefined) throw new SecretStoreError('secrets-manager-unavailable');
  await deps.secrets.putVersion(secretArn, { versionId, text, label: 'AWSPENDING' });
  return { secretArn, versionId, isCurrent: false };
}

/** Takes back a value that another call overtook: a pending version that nobody goes on with would stop a rotation. */
export async function withdrawValue(
  deps: ManageDeps,
  { secretArn, versionId, isCurrent }: StoredValue,
): Promise<void> {
  if (isCurrent) return;
  await deps.secrets.removeLabel(secretArn, { label: 'AWSPENDING', from: versionId }).catch(unlessElsewhere);
}

export function secretName({ secretPrefix }: ManageDeps, keyId: string): string {
  return `${secretPrefix}${keyId}`;
}

/** Already on the version of another call, or off. */
function unlessElsewhere(error: unknown): undefined {
  if (!(error instanceof SecretStoreError) || error.fault !== 'label-elsewhere') throw error;
}

/** Somebody was faster, or the look for it was behind. */
function ignoreExisting(error: unknown): undefined {
  if (!(error instanceof SecretStoreError) || error.fault !== 'secret-exists') throw error;
}
