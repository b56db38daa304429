import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretProvisioner } from '../../core/rotation/secret-provisioner.ts';
import { SecretStoreError, type SecretTags } from '../../core/rotation/secret-store.ts';
import { creationRejection, failureOf, undefinedIfMissing } from './errors.ts';
import { readPolicy, writePolicy } from './secret-policy.ts';
import { KEY_TAG, STATE_TAG, TENANT_TAG } from './secret-store.ts';

export interface SecretProvisionerOptions {
  readonly client: SecretsManagerClient;
  /** The KMS key of all managed secrets; a key costs 1 USD per month. Default: the AWS managed key. */
  readonly kmsKeyId: string | undefined;
  /** The function that Secrets Manager invokes if it has the schedule. */
  readonly rotationFunctionArn: string;
}

/** Creates secrets in Secrets Manager: one request each (0.05 USD per 10,000); a secret costs 0.40 USD per month. */
export function createSecretProvisioner({
  client,
  kmsKeyId,
  rotationFunctionArn,
}: SecretProvisionerOptions): SecretProvisioner {
  return {
    find: async (name) => {
      const command = new DescribeSecretCommand({ SecretId: name });
      const found = await client.send(command).catch(undefinedIfMissing);
      if (found?.DeletedDate) throw new SecretStoreError('secret-deleted');
      return found?.ARN;
    },

    create: async ({ name, versionId, text, keyId, tenant }) => {
      const command = new CreateSecretCommand({
        Name: name,
        ClientRequestToken: versionId,
        SecretString: text,
        KmsKeyId: kmsKeyId,
        Description: `The value of API key ${keyId} of tenant ${tenant}. Never write to it: Postern rotates it.`,
        Tags: tagsOf({ keyId, tenant, stateTag: 'creating' }),
      });
      const { ARN, VersionId } = await client.send(command).catch(creationRejection);
      if (ARN === undefined || VersionId === undefined)
        throw new SecretStoreError('secrets-manager-unavailable');
      return { secretArn: ARN, versionId: VersionId };
    },

    replicate: async (secretArn, regions) => {
      if (regions.length === 0) return;
      const describe = new DescribeSecretCommand({ SecretId: secretArn });
      const { ReplicationStatus = [] } = await client.send(describe).catch(failureOf);
      const existing = new Set(ReplicationStatus.map(({ Region }) => Region));
      // Secrets Manager rejects a Region that already has a replica, as after an interrupted creation.
      const missing = regions.filter((region) => !existing.has(region));
      if (missing.length === 0) return;
      const command = new ReplicateSecretToRegionsCommand({
        SecretId: secretArn,
        AddReplicaRegions: missing.map((Region) => ({ Region })),
      });
      await client.send(command).catch(failureOf);
    },

    setReaders: (secretArn, readers) => writePolicy(client, secretArn, readers),
    policy: (secretArn) => readPolicy(client, secretArn),

    tag: async (secretArn, tags) => {
      const command = new TagResourceCommand({ SecretId: secretArn, Tags: tagsOf(tags) });
      await client.send(command).catch(failureOf);
    },

    enableSchedule: async (secretArn, everyDays) => {
      const command = new RotateSecretCommand({
        SecretId: secretArn,
        RotationLambdaARN: rotationFunctionArn,
        RotationRules: { AutomaticallyAfterDays: everyDays },
        RotateImmediately: false,
      });
      await client.send(command).catch(failureOf);
    },

    cancelSchedule: async (secretArn) => {
      await client.send(new CancelRotateSecretCommand({ SecretId: secretArn })).catch(failureOf);
    },
  };
}

function tagsOf({ keyId, tenant, stateTag }: SecretTags) {
  return [
    { Key: KEY_TAG, Value: keyId },
    { Key: TENANT_TAG, Value: tenant },
    { Key: STATE_TAG, Value: stateTag },
  ];
}
