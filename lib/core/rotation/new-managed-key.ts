import type { Credential, Key } from '../keys/key.ts';
import { dueNextMs } from './due.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import type { RotationSettings } from './settings.ts';
import { rotationOf } from './start.ts';
import type { StoredValue } from './store-value.ts';

/** The initial state of a managed key. */
export interface ManagedKeyInit {
  readonly settings: RotationSettings;
  /** The ID of the CloudFormation stack that manages it; null if the API does. */
  readonly stack: string | null;
  /** Whether readers were named; otherwise an existing secret keeps its readers. */
  readonly namesReaders: boolean;
  /** The Regions to replicate the secret to. */
  readonly replicas: readonly string[];
}

/**
 * The initial state of a managed key. If its value is not current yet, the state has an open replacement: the next run
 * moves AWSCURRENT to the value from any version.
 */
export function newManagedKey(
  { id: keyId, tenant, version }: Key,
  { settings, stack }: Pick<ManagedKeyInit, 'settings' | 'stack'>,
  stored: StoredValue & { readonly credential: Pick<Credential, 'generation' | 'digest'> },
  nowMs: number,
): ManagedKey {
  const { secretArn, versionId, isCurrent, credential } = stored;
  const { generation, digest } = credential;
  const rotation = {
    ...rotationOf(versionId, 'replacement', nowMs),
    candidateDigests: [digest],
    setAtMs: nowMs,
  };
  return {
    ...settings,
    ...{ keyId, tenant, stack, secretArn },
    settingsVersion: version,
    rotateAtMs: dueNextMs({ keyId, ...settings }, nowMs),
    reconcileAtMs: nowMs,
    paused: false,
    stateTag: 'creating',
    replacedAtMs: [],
    versions: [{ versionId, generation, sinceMs: nowMs }],
    // Each credential was added by a write of the key, so no generation exceeds the version of the key.
    lastGeneration: version,
    existingGenerations: [],
    current: versionId,
    promotionConfirmedAtMs: null,
    labelDrift: null,
    rotation: isCurrent ? null : rotation,
    last: null,
    blocked: null,
    outbox: [],
  };
}

/** Replicates the new secret of a new key and sets its readers. Its value is not accepted before the commit. */
export async function grantSecretAccess(
  { provisioner }: ManageDeps,
  secretArn: string,
  { settings, namesReaders, replicas }: ManagedKeyInit,
): Promise<void> {
  await provisioner.replicate(secretArn, replicas);
  if (namesReaders) await provisioner.setReaders(secretArn, settings.readers);
}
