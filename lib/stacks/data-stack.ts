import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { alwaysExport } from '../constructs/always-export.ts';
import { publishDeployment } from '../constructs/api-keys/parameters.ts';
import { AuditStore, type AuditStoreProps } from '../constructs/audit-store/audit-store.ts';
import { ConsoleUserPool } from '../constructs/console-users/console-user-pool.ts';
import { KeyStore } from '../constructs/key-store/key-store.ts';
import { LimitsStore } from '../constructs/limits-store/limits-store.ts';
import { allowAlarms } from '../constructs/monitoring/notifications.ts';
import { allowSecretReaders } from '../constructs/rotation/secrets.ts';
import { UsageStore } from '../constructs/usage-store/usage-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Pick<
    StageSettings,
    'stage' | 'removal' | 'keyTable' | 'audit' | 'consoleUsers' | 'rotation' | 'monitoring'
  >;
}

/** The stores and the user pool: resources whose data must not be lost. */
export class DataStack extends Stack {
  readonly keyStore: KeyStore;
  /** One key for tables, secrets and topics, because each costs 1 USD a month. Undefined if nothing uses it. */
  readonly encryptionKey: Key | undefined;
  readonly limitsStore: LimitsStore;
  readonly usageStore: UsageStore;
  readonly auditStore: AuditStore;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const { pointInTimeRecovery, customerManagedKey } = settings.keyTable;
    const deletionProtection = settings.removal === 'retain';
    this.encryptionKey = this.#addEncryptionKey(settings);
    const encryptionKey = customerManagedKey ? this.encryptionKey : undefined;
    if (this.encryptionKey) new CfnOutput(this, 'EncryptionKeyArn', { value: this.encryptionKey.keyArn });
    const storeProps = { encryptionKey, pointInTimeRecovery, deletionProtection };
    this.keyStore = new KeyStore(this, 'KeyStore', storeProps);
    this.limitsStore = new LimitsStore(this, 'LimitsStore', storeProps);
    this.usageStore = new UsageStore(this, 'UsageStore', storeProps);
    this.auditStore = this.#addAuditStore(settings.audit, storeProps);
    new CfnOutput(this, 'KeyTableName', { value: this.keyStore.table.tableName });
    new CfnOutput(this, 'LimitsTableName', { value: this.limitsStore.table.tableName });
    new CfnOutput(this, 'UsageTableName', { value: this.usageStore.table.tableName });
    new CfnOutput(this, 'AuditTableName', { value: this.auditStore.table.tableName });
    if (settings.consoleUsers === 'cognito') this.#addUserPool(settings.stage, deletionProtection);
  }

  /** Each use is limited by the service of the request, so that a grant for one of them is not valid for the others. */
  #addEncryptionKey({ stage, keyTable, rotation, monitoring }: DataStackProps['settings']): Key | undefined {
    if (!keyTable.customerManagedKey && !rotation && !monitoring) return undefined;
    const key = new Key(this, 'EncryptionKey', {
      description: 'Encrypts the tables, the secrets of managed keys and the notifications of Postern',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // Always added: the setting of another stack does not change the policy.
    allowSecretReaders(key, stage);
    allowAlarms(key);
    alwaysExport(this, [key.keyArn]);
    return key;
  }

  #addAuditStore(
    { retentionDays, archive }: StageSettings['audit'],
    storeProps: AuditStoreProps,
  ): AuditStore {
    const lock = archive === 'none' ? {} : { archive };
    const store = new AuditStore(this, 'AuditStore', { ...storeProps, ...lock, retentionDays });
    if (store.archive) {
      Validations.of(store.archive).acknowledge({
        id: 'AwsSolutions-S1',
        reason: 'access logs would need another bucket; CloudTrail data events can log the accesses instead',
      });
    }
    return store;
  }

  /** Publishes its ID as a parameter: an export could not be removed while another stack imports it. */
  #addUserPool(stage: string, deletionProtection: boolean): void {
    const directory = new ConsoleUserPool(this, 'ConsoleUsers', { deletionProtection });
    const { userPoolId } = directory.userPool;
    publishDeployment(this, stage, { 'user-pool-id': userPoolId });
    new CfnOutput(this, 'UserPoolId', { value: userPoolId });
    new CfnOutput(this, 'SignInHost', { value: directory.signInHost });
    new CfnOutput(this, 'SignInIssuer', { value: directory.issuer });
    new CfnOutput(this, 'SignInScope', { value: ConsoleUserPool.SCOPE });
    Validations.of(directory.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'MFA is optional, and only invited users can sign in',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'threat protection is billed per user, and only invited users can sign in',
      },
    );
  }
}
