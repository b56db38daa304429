import { type ITableV2, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LIMITS_TABLE } from '../../contracts/limits-table.ts';
import { alwaysExport } from '../always-export.ts';
import { grantedTable, grantReadingChanges, streamArnOf } from '../table/grants.ts';
import { type TableStoreProps, tableProps, text } from '../table/table-props.ts';
import { grantChargingBuckets, grantManagingBuckets } from './grants.ts';

/** A store of the budgets of limits, in this app or in another app. */
export interface ILimitsStore {
  readonly table: ITableV2;
  /** Allows a grantee to charge limits. No reads and no other writes. */
  grantCharge(grantee: IGrantable): Grant;
}

export type LimitsStoreProps = TableStoreProps;

/**
 * The table with the remaining budgets of rates, quotas and credits, one item for each key, owner or tenant with limits. It
 * is separate from the key table, so that requests cannot slow down a revocation.
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
      partitionKey: text(LIMITS_TABLE.partitionKey),
      timeToLiveAttribute: LIMITS_TABLE.timeToLive,
      // For events about limits. A stream without readers has no cost. Replicas of a table require both images.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...tableProps(props),
    });
    alwaysExport(this, [this.table.tableArn, this.table.tableName, this.streamArn]);
  }

  grantCharge(grantee: IGrantable): Grant {
    return grantChargingBuckets(grantee, grantedTable(this.table));
  }

  /** ARN of the stream, which retains changes for a day. */
  get streamArn(): string {
    return streamArnOf(this.table);
  }

  /** Allows a grantee to read the stream, with each changed bucket before and after the change. */
  grantReadChanges(grantee: IGrantable): Grant {
    return grantReadingChanges(grantee, { ...grantedTable(this.table), streamArn: this.streamArn });
  }

  /** Allows a grantee to read, charge and reset limits. */
  grantManage(grantee: IGrantable): Grant {
    return grantManagingBuckets(grantee, grantedTable(this.table));
  }
}
