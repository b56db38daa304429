import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, type ITableV2, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { LIMITS_TABLE } from '../../contracts/limits-table.ts';
import { alwaysExport } from '../always-export.ts';
import { grantChargingBuckets } from './grants.ts';

/** A store of the budgets of limits, in this app or in another app. */
export interface ILimitsStore {
  readonly table: ITableV2;
  /** Allows a grantee to charge limits. No reads and no other writes. */
  grantCharge(grantee: IGrantable): Grant;
}

export interface LimitsStoreProps {
  /**
   * Customer managed KMS key that encrypts the table. The stack must then have an explicit Region.
   *
   * @default - a key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Whether point-in-time recovery is enabled, for any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Whether DynamoDB rejects the deletion of the table.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Removal policy of the table.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - retained, unless its first deployment fails
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The table with the remaining budgets of rates, quotas and credits, one item for each key or owner with limits. It is
 * separate from the key table, so that requests cannot slow down a revocation.
 */
export class LimitsStore extends Construct implements ILimitsStore {
  /** The limits table of another app in this account and Region. Also grants the use of its customer managed key, if any. */
  static fromTableName(scope: Construct, id: string, tableName: string): ILimitsStore {
    const table = TableV2.fromTableName(scope, id, tableName);
    return {
      table,
      grantCharge: (grantee) => grantChargingBuckets(grantee, { table, encryption: 'unknown' }),
    };
  }

  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: LimitsStoreProps = {}) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: LIMITS_TABLE.partitionKey, type: AttributeType.STRING },
      timeToLiveAttribute: LIMITS_TABLE.timeToLive,
      encryption: props.encryptionKey && TableEncryptionV2.customerManagedKey(props.encryptionKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true },
      deletionProtection: props.deletionProtection ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    alwaysExport(this, [this.table.tableArn, this.table.tableName]);
  }

  grantCharge(grantee: IGrantable): Grant {
    return grantChargingBuckets(grantee, this.#grantedTable);
  }

  get #grantedTable() {
    return { table: this.table, encryption: this.table.encryptionKey ?? 'none' } as const;
  }
}
