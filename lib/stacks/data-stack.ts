import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { KeyStore } from '../constructs/key-store/key-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Pick<StageSettings, 'keyTable'>;
}

/** What must not be lost. */
export class DataStack extends Stack {
  readonly keyStore: KeyStore;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const { retained, pointInTimeRecovery, customerKey } = settings.keyTable;
    const removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const encryptionKey = customerKey
      ? new Key(this, 'EncryptionKey', {
          description: "Encrypts Postern's key table",
          enableKeyRotation: true,
          removalPolicy,
        })
      : undefined;
    this.keyStore = new KeyStore(this, 'KeyStore', {
      encryptionKey,
      pointInTimeRecovery,
      deletionProtection: retained,
      removalPolicy,
    });
    new CfnOutput(this, 'KeyTableName', { value: this.keyStore.table.tableName });
  }
}
