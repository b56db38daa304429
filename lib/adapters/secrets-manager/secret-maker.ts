import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  ReplicateSecretToRegionsCommand,
  ResourceNotFoundException,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readersOfPolicy, secretPolicy } from '../../contracts/secret-policy.ts';
import type { SecretMaker } from '../../core/rotation/secret-maker.ts';
import { SecretStoreError } from '../../core/rotation/secret-store.ts';
import { failureOf, refusalOfCreation, refusalOfReaders } from './failures.ts';
import { MARK_TAG } from './secret-store.ts';

export interface SecretMakerOptions {
  readonly client: SecretsManagerClient;
  /** The customer key of all managed secrets: one each would cost 1 USD a month. Undefined: the account's own. */
  readonly kmsKeyId: string | undefined;
  /** The function that Secrets Manager is to call where it has the schedule. */
  readonly rotationFunctionArn: string;
}

/** Makes secrets in Secrets Manager: one request each (0.05 USD for 10,000), and a secret is 0.40 USD a month. */
export function createSecretMaker({
  client,
  kmsKeyId,
  rotationFunctionArn,
}: SecretMakerOptions): SecretMaker {
  return {
    find: async (name) => {
      const command = new DescribeSecretCommand({ SecretId: name });
      const found = await client.send(command).catch(unlessMissing);
      if (found?.DeletedDate) throw new SecretStoreError('secret-deleted');
      return found?.ARN;
    },

    create: async ({ name, token, text, keyId, tenant }) => {
      const command = new CreateSecretCommand({
        Name: name,
        ClientRequestToken: token,
        SecretString: text,
        KmsKeyId: kmsKeyId,
        Description: `The value of API key ${keyId} of tenant ${tenant}. Never write to it: Postern rotates it.`,
        Tags: [
          { Key: 'postern:key', Value: keyId },
          { Key: 'postern:tenant', Value: tenant },
          { Key: MARK_TAG, Value: 'creating' },
        ],
      });
      const { ARN, VersionId } = await client.send(command).catch(refusalOfCreation);
      if (ARN === undefined || VersionId === undefined) throw new SecretStoreError('unreachable');
      return { secretArn: ARN, token: VersionId };
    },

    replicate: async (secretArn, regions) => {
      if (regions.length === 0) return;
      const command = new ReplicateSecretToRegionsCommand({
        SecretId: secretArn,
        AddReplicaRegions: regions.map((Region) => ({ Region })),
      });
      await client.send(command).catch(failureOf);
    },

    allowReaders: async (secretArn, readers) => {
      if (readers.length === 0) {
        await client.send(new DeleteResourcePolicyCommand({ SecretId: secretArn })).catch(failureOf);
        return;
      }
      const command = new PutResourcePolicyCommand({
        SecretId: secretArn,
        ResourcePolicy: secretPolicy(readers),
        BlockPublicPolicy: true,
      });
      await client.send(command).catch(refusalOfReaders);
    },

    readers: async (secretArn) => {
      const command = new GetResourcePolicyCommand({ SecretId: secretArn });
      const { ResourcePolicy } = await client.send(command).catch(failureOf);
      return ResourcePolicy === undefined ? [] : readersOfPolicy(ResourcePolicy);
    },

    handOver: async (secretArn, everyDays) => {
      const command = new RotateSecretCommand({
        SecretId: secretArn,
        RotationLambdaARN: rotationFunctionArn,
        RotationRules: { AutomaticallyAfterDays: everyDays },
        RotateImmediately: false,
      });
      await client.send(command).catch(failureOf);
    },

    takeBack: async (secretArn) => {
      await client.send(new CancelRotateSecretCommand({ SecretId: secretArn })).catch(failureOf);
    },
  };
}

function unlessMissing(cause: unknown): undefined {
  if (!(cause instanceof ResourceNotFoundException)) failureOf(cause);
}
