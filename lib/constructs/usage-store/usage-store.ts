import { ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { alwaysExport } from '../always-export.ts';
import { grantedTable, streamArnOf } from '../table/grants.ts';
import { type TableStoreProps, tableProps, text } from '../table/table-props.ts';
import {
  grantCountingUsage,
  grantListingUsage,
  grantRecordingUsage,
  grantReportingUsage,
  grantSelfServiceUsage,
} from './grants.ts';

export type UsageStoreProps = TableStoreProps;

/**
 * The usage table with all its indexes: last uses, counts and the access log. It is separate from the key table, so
 * requests cannot slow down a revocation.
 */
export class UsageStore extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: UsageStoreProps = {}) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(USAGE_TABLE.partitionKey),
      sortKey: text(USAGE_TABLE.sortKey),
      globalSecondaryIndexes: USAGE_TABLE.indexes.map(({ name, partitionKey, sortKey, projected }) => ({
        indexName: name,
        partitionKey: text(partitionKey),
        sortKey: text(sortKey),
        ...(projected.length > 0
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projected] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      })),
      timeToLiveAttribute: USAGE_TABLE.timeToLive,
      // Delivers partial usage to the aggregator. Replicas of a table require both images.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...tableProps(props),
    });
    const { tableArn, tableName } = this.table;
    alwaysExport(this, [tableArn, tableName, this.streamArn]);
  }

  /** Allows a grantee to write usage items. No other writes. */
  grantRecord(grantee: IGrantable): Grant {
    return grantRecordingUsage(grantee, grantedTable(this.table));
  }

  /** ARN of the stream, which retains changes for a day. */
  get streamArn(): string {
    return streamArnOf(this.table);
  }

  /** Allows a grantee to read the stream and to update counts and append to the access log. No other writes. */
  grantCount(grantee: IGrantable): Grant {
    return grantCountingUsage(grantee, { ...grantedTable(this.table), streamArn: this.streamArn });
  }

  /** Allows a grantee to register issued keys for usage tracking, and to read the usage of single keys. */
  grantSelfService(grantee: IGrantable): Grant {
    return grantSelfServiceUsage(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to list keys by use. No writes. */
  grantList(grantee: IGrantable): Grant {
    return grantListingUsage(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to read and list all items, and to write the usage of single keys. */
  grantReport(grantee: IGrantable): Grant {
    return grantReportingUsage(grantee, grantedTable(this.table));
  }
}
