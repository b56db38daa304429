import type { Credential, Key } from '../keys/key.ts';
import { dueNextMs } from './due.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import type { RotationSettings } from './settings.ts';
import { rotationOf } from './start.ts';
import type { StoredValue } from './store-value.ts';

/** How a key begins to be managed. */
export interface Beginning {
  readonly settings: RotationSettings;
  /** The CloudFormation stack that manages it, by its id; null where the API does. */
  readonly stack: string | null;
  /** Whether readers were named: otherwise those of a secret that is there stay. */
  readonly namesReaders: boolean;
  /** Regions in which the secret is to be read as well. */
  readonly replicas: readonly string[];
}

/**
 * What is known of a key's secret from the beginning: of the key as it is written with it. Where the value is not yet the current one, it is an open
 * replacement: whoever comes by moves the label, from wherever it is.
 */
export function newManagedKey(
  { id: keyId, tenant, version }: Key,
  { settings, stack }: Pick<Beginning, 'settings' | 'stack'>,
  placed: StoredValue & { readonly credential: Pick<Credential, 'generation' | 'digest'> },
  nowMs: number,
): ManagedKey {
  const { secretArn, versionId, isCurrent, credential } = placed;
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
    // Each credential came with a write of the key, so none has a larger number than the key has versions.
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

/** Has the secret read by those who are to read it, wherever they are: before the key names it as its own. */
export async function grantSecretAccess(
  { provisioner }: ManageDeps,
  secretArn: string,
  { settings, namesReaders, replicas }: Beginning,
): Promise<void> {
  await provisioner.replicate(secretArn, replicas);
  if (namesReaders) await provisioner.setReaders(secretArn, settings.readers);
}
