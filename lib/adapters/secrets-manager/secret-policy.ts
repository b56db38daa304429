import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readSecretPolicy, secretPolicy } from '../../contracts/secret-policy.ts';
import type { SecretPolicy } from '../../core/rotation/secret-provisioner.ts';
import { failureOf, readersRejection } from './errors.ts';

/** A secret without a policy has no readers. */
export async function readPolicy(client: SecretsManagerClient, secretArn: string): Promise<SecretPolicy> {
  const command = new GetResourcePolicyCommand({ SecretId: secretArn });
  const { ResourcePolicy } = await client.send(command).catch(failureOf);
  return ResourcePolicy === undefined ? { readers: [], isExact: true } : readSecretPolicy(ResourcePolicy);
}

/** Replaces the whole policy, or deletes it if there are no readers. */
export async function writePolicy(
  client: SecretsManagerClient,
  secretArn: string,
  readers: readonly string[],
): Promise<void> {
  if (readers.length === 0) {
    await client.send(new DeleteResourcePolicyCommand({ SecretId: secretArn })).catch(failureOf);
    return;
  }
  const command = new PutResourcePolicyCommand({
    SecretId: secretArn,
    ResourcePolicy: secretPolicy(readers),
    BlockPublicPolicy: true,
  });
  await client.send(command).catch(readersRejection);
}
