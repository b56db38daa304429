import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, type KeyProps } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** The secrets of a deployment of rotation, and what they are encrypted with. */
export interface OwnSecrets {
  /** `postern/<name>/` */
  readonly prefix: string;
  readonly key: IKey;
}

/** What the engine does with a secret, and what makes one, says who reads it and what it is. */
const ON_A_SECRET = [
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

/** One key for all secrets: one each would cost 1 USD a month for each. */
export function secretsKey(scope: Construct, prefix: string, props: KeyProps): Key {
  const key = new Key(scope, 'SecretsKey', {
    description: 'Encrypts the secrets of managed keys',
    enableKeyRotation: true,
    ...props,
  });
  key.addToResourcePolicy(readingThroughSecretsManager(scope, prefix));
  return key;
}

/**
 * Whoever may read one of the secrets may have it decrypted, through Secrets Manager alone: who that is, each secret's
 * own policy says. Readers of other accounts need `kms:Decrypt` by their own account as well.
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

/** Lets a grantee make, read and change secrets of this deployment, and no others. */
export function grantSecrets(scope: Construct, grantee: IGrantable, { prefix, key }: OwnSecrets): void {
  const { region, partition, account } = Stack.of(scope);
  const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>) =>
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [resource], conditions }),
    );
  allow(ON_A_SECRET, secretArns(scope, prefix));
  // Replicas are looked at where they are.
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
