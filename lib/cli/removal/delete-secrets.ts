import type { RemovableSecret, RemovalAccount } from '../../api-client/removal-account.ts';

/** The longest window in which Secrets Manager can restore a secret. */
export const RECOVERY_DAYS = 30;
const ATTEMPTS = 60;
const INTERVAL_MS = 1_000;

export interface SecretDeletion {
  readonly account: RemovalAccount;
  /** Stops before the next secret. */
  readonly interruption: AbortSignal;
  readonly pause: (ms: number, interruption: AbortSignal) => Promise<void>;
  /** Called after each deletion. */
  readonly onDeleted: (secret: RemovableSecret, done: number) => Promise<void>;
}

/**
 * Schedules the deletion of secrets, one after the other. The replicas of a secret are removed first: Secrets Manager
 * rejects the deletion of a secret with replicas. After an interruption, a repetition deletes the remaining secrets.
 *
 * @throws ReplicaError if a replica is not removed within a minute
 */
export async function deleteSecrets(
  secrets: readonly RemovableSecret[],
  { onDeleted, ...deletion }: SecretDeletion,
): Promise<void> {
  for (const [index, secret] of secrets.entries()) {
    if (deletion.interruption.aborted) return;
    if (secret.replicas.length > 0) await removeReplicas(secret, deletion);
    await deletion.account.deleteSecret(secret.arn, RECOVERY_DAYS);
    await onDeleted(secret, index + 1);
  }
}

/** A replica was not removed in time. */
export class ReplicaError extends Error {
  override readonly name = 'ReplicaError';

  constructor(secret: string, regions: readonly string[]) {
    super(
      `The replicas of ${secret} in ${regions.join(', ')} are still being removed. Run the command again to continue.`,
    );
  }
}

async function removeReplicas(
  { arn, name, replicas }: RemovableSecret,
  { account, pause, interruption }: Omit<SecretDeletion, 'onDeleted'>,
): Promise<void> {
  await account.removeReplicas(arn, replicas);
  let remaining = await account.replicasOf(arn);
  for (let attempt = 1; remaining.length > 0 && attempt < ATTEMPTS; attempt++) {
    await pause(INTERVAL_MS, interruption);
    remaining = await account.replicasOf(arn);
  }
  if (remaining.length > 0) throw new ReplicaError(name, remaining);
}
