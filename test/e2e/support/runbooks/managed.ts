import {
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import type { ManagedKey } from '../../../../lib/core/rotation/managed-key.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import {
  changeManaged,
  deployFaultyRotation,
  invoke,
  makeDue,
  manageNewKey,
  ROTATE_KEY,
  stateOf,
  visitOf,
} from '../rotation.ts';

const secretsManager = new SecretsManagerClient(rootClient(inject('deployment').endpointUrl));
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A managed key whose previous values stay valid during the test. */
export function newManagedKey(tenant: string): Promise<ManagedKey> {
  return manageNewKey(tenant, HOUR_MS);
}

/** Reconciles a key in the rotation function. */
export async function visit(keyId: string): Promise<void> {
  const { failed } = await invoke(ROTATE_KEY, visitOf(keyId));
  if (failed) throw new Error(failed);
}

/** A rotation that failed because its secret was deleted while it was in progress. */
export async function failRotation(tenant: string): Promise<ManagedKey> {
  const { keyId, secretArn } = await newManagedKey(tenant);
  await makeDue(keyId);
  await invoke(await deployFaultyRotation(), { dies: 'after putVersion', event: visitOf(keyId) });
  await secretsManager.send(new DeleteSecretCommand({ SecretId: secretArn, RecoveryWindowInDays: 7 }));
  await visit(keyId);
  return stateOf(keyId);
}

/** A key with an overdue rotation that no sweep queues. */
export async function letOverdue(tenant: string): Promise<ManagedKey> {
  const { keyId } = await newManagedKey(tenant);
  const nowMs = Date.now();
  const late = { rotateAtMs: nowMs - 20 * MINUTE_MS, reconcileAtMs: nowMs + HOUR_MS };
  await changeManaged(keyId, (managed) => ({ ...managed, ...late }));
  return stateOf(keyId);
}

/** The version that has AWSCURRENT although it should not, and the version that should have it. */
export interface WrongVersion {
  readonly good: string;
  readonly bad: string;
}

/** Puts a value that is not accepted into the secret, outside Postern. */
export async function putRejectedValue(keyId: string): Promise<WrongVersion> {
  const { secretArn, current } = await stateOf(keyId);
  const SecretString = JSON.stringify({ value: 'pst_live_made_up', keyId });
  const { VersionId = '' } = await secretsManager.send(
    new PutSecretValueCommand({ SecretId: secretArn, SecretString }),
  );
  await confirmDrift(keyId);
  return { good: current, bad: VersionId };
}

/** Rotates a key and moves AWSCURRENT back to the previous version, outside Postern. */
export async function moveLabel(tenant: string): Promise<WrongVersion & { readonly managed: ManagedKey }> {
  const { keyId, current: before } = await newManagedKey(tenant);
  await makeDue(keyId);
  await visit(keyId);
  const { secretArn, current: good } = await stateOf(keyId);
  if (good === before) throw new Error('The rotation did not finish');
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretArn,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: before,
      RemoveFromVersionId: good,
    }),
  );
  await confirmDrift(keyId);
  return { good, bad: before, managed: await stateOf(keyId) };
}

/** Backdates the label drift. Postern confirms a drift only after the maximum propagation delay, which is minutes. */
async function confirmDrift(keyId: string): Promise<void> {
  await visit(keyId);
  await changeManaged(keyId, (managed) => ({
    ...managed,
    labelDrift: managed.labelDrift && {
      ...managed.labelDrift,
      sinceMs: managed.labelDrift.sinceMs - HOUR_MS,
    },
  }));
  await visit(keyId);
}
