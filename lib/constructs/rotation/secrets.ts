import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, type KeyProps } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { secretPrefix } from '../../contracts/stacks.ts';

/** The secrets of a rotation, and the KMS key that encrypts them. */
export interface OwnSecrets {
  /** `postern/<name>/` */
  readonly prefix: string;
  readonly key: IKey;
}

/** Actions of the rotation on a secret: create it, store values, move staging labels, set its policy and its tags. */
const SECRET_ACTIONS = [
  'secretsmanager:CreateSecret',
  'secretsmanager:DeleteResourcePolicy',
  'secretsmanager:GetResourcePolicy',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutResourcePolicy',
  'secretsmanager:PutSecretValue',
  'secretsmanager:ReplicateSecretToRegions',
  'secretsmanager:TagResource',
  'secretsmanager:UntagResource',
  'secretsmanager:UpdateSecretVersionStage',
];

/** One KMS key for all secrets, because each key costs 1 USD per month. */
export function secretsKey(scope: Construct, name: string, props: KeyProps): Key {
  const key = new Key(scope, 'SecretsKey', {
    description: 'Encrypts the secrets of managed keys',
    enableKeyRotation: true,
    ...props,
  });
  allowSecretReaders(key, name);
  return key;
}

/** Adds to the policy of a key that readers decrypt the secrets of a deployment through Secrets Manager. */
export function allowSecretReaders(key: Key, name: string): void {
  key.addToResourcePolicy(readingThroughSecretsManager(key, secretPrefix(name)));
}

/**
 * Allows decryption of the secrets through Secrets Manager only. The policy of each secret defines its readers. Readers of
 * other accounts also need `kms:Decrypt` from their own account.
 */
function readingThroughSecretsManager(scope: Construct, prefix: string): PolicyStatement {
  const { region } = Stack.of(scope);
  return new PolicyStatement({
    sid: 'ReadersThroughSecretsManager',
    principals: [new AnyPrincipal()],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:SecretARN': secretArns(scope, prefix) },
    },
  });
}

/** Allows a grantee to create, read and update the secrets of this deployment only. */
export function grantSecrets(scope: Construct, grantee: IGrantable, { prefix, key }: OwnSecrets): void {
  const { region, partition, account } = Stack.of(scope);
  const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>) =>
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [resource], conditions }),
    );
  allow(SECRET_ACTIONS, secretArns(scope, prefix));
  // Replicas are described in their own Region.
  allow(['secretsmanager:DescribeSecret'], `arn:${partition}:secretsmanager:*:${account}:secret:${prefix}*`);
  allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn, {
    StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
  });
}

export function secretArns(scope: Construct, prefix: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
