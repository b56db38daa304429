import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { alwaysExport } from '../always-export.ts';
import {
  grantCountingUsage,
  grantListingUsage,
  grantRecordingUsage,
  grantReportingUsage,
  grantSelfServiceUsage,
} from './grants.ts';

export interface UsageStoreProps {
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
      // Delivers partial counts to the aggregator. Replicas of a table require both images.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: props.encryptionKey && TableEncryptionV2.customerManagedKey(props.encryptionKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true },
      deletionProtection: props.deletionProtection ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const { tableArn, tableName } = this.table;
    alwaysExport(this, [tableArn, tableName, this.streamArn]);
  }

  /** Allows a grantee to write usage items. No other writes. */
  grantRecord(grantee: IGrantable): Grant {
    return grantRecordingUsage(grantee, this.#grantedTable);
  }

  /** ARN of the stream, which retains changes for a day. */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`The table of ${this.node.path} has no stream.`);
    return tableStreamArn;
  }

  /** Allows a grantee to read the stream and to update counts. No other writes. */
  grantCount(grantee: IGrantable): Grant {
    return grantCountingUsage(grantee, { ...this.#grantedTable, streamArn: this.streamArn });
  }

  /** Allows a grantee to register issued keys for usage tracking, and to read the usage of single keys. */
  grantSelfService(grantee: IGrantable): Grant {
    return grantSelfServiceUsage(grantee, this.#grantedTable);
  }

  /** Allows a grantee to list keys by use. No writes. */
  grantList(grantee: IGrantable): Grant {
    return grantListingUsage(grantee, this.#grantedTable);
  }

  /** Allows a grantee to read and list all items, and to write the usage of single keys. */
  grantReport(grantee: IGrantable): Grant {
    return grantReportingUsage(grantee, this.#grantedTable);
  }

  get #grantedTable() {
    return { table: this.table, encryption: this.table.encryptionKey ?? 'none' } as const;
  }
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
