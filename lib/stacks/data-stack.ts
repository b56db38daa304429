import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AuditStore, type AuditStoreProps } from '../constructs/audit-store/audit-store.ts';
import { ConsoleUserPool } from '../constructs/console-users/console-user-pool.ts';
import { KeyStore } from '../constructs/key-store/key-store.ts';
import { UsageStore } from '../constructs/usage-store/usage-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Pick<StageSettings, 'keyTable' | 'audit' | 'consoleUsers'>;
}

/** What must not be lost. */
export class DataStack extends Stack {
  readonly keyStore: KeyStore;
  /** Undefined where people are of another issuer, or nobody signs in. */
  readonly directory: ConsoleUserPool | undefined;
  readonly usageStore: UsageStore;
  readonly auditStore: AuditStore;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const { retained, pointInTimeRecovery, customerManagedKey } = settings.keyTable;
    const removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const encryptionKey = customerManagedKey
      ? new Key(this, 'EncryptionKey', {
          description: "Encrypts Postern's tables",
          enableKeyRotation: true,
          removalPolicy,
        })
      : undefined;
    const kept = { encryptionKey, pointInTimeRecovery, deletionProtection: retained, removalPolicy };
    this.keyStore = new KeyStore(this, 'KeyStore', kept);
    this.usageStore = new UsageStore(this, 'UsageStore', kept);
    this.auditStore = this.#addAuditStore(settings.audit, kept);
    new CfnOutput(this, 'KeyTableName', { value: this.keyStore.table.tableName });
    new CfnOutput(this, 'UsageTableName', { value: this.usageStore.table.tableName });
    new CfnOutput(this, 'AuditTableName', { value: this.auditStore.table.tableName });
    this.directory =
      settings.consoleUsers === 'cognito' ? this.#addDirectory({ retained, removalPolicy }) : undefined;
  }

  #addAuditStore({ retentionDays, archive }: StageSettings['audit'], kept: AuditStoreProps): AuditStore {
    const lock = archive === 'none' ? {} : { archive };
    const store = new AuditStore(this, 'AuditStore', { ...kept, ...lock, retentionDays });
    if (store.archive) {
      Validations.of(store.archive).acknowledge({
        id: 'AwsSolutions-S1',
        reason:
          'a log of its accesses would be one more bucket; CloudTrail logs them where that is asked for',
      });
    }
    return store;
  }

  #addDirectory(given: {
    readonly retained: boolean;
    readonly removalPolicy: RemovalPolicy;
  }): ConsoleUserPool {
    const { retained: deletionProtection, removalPolicy } = given;
    const directory = new ConsoleUserPool(this, 'People', { deletionProtection, removalPolicy });
    new CfnOutput(this, 'UserPoolId', { value: directory.userPool.userPoolId });
    new CfnOutput(this, 'SignInHost', { value: directory.signInHost });
    new CfnOutput(this, 'SignInIssuer', { value: directory.issuer });
    new CfnOutput(this, 'SignInScope', { value: ConsoleUserPool.SCOPE });
    Validations.of(directory.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'a second factor is offered: who can lower their own guard are invited people alone',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'threat protection is paid by the person; only invited people sign in',
      },
    );
    return directory;
  }
}
