import { RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import {
  grantCountingUsage,
  grantListingUsage,
  grantRecordingUsage,
  grantReportingUsage,
  grantSelfServiceUsage,
} from './grants.ts';

export interface UsageStoreProps {
  /**
   * A customer key to encrypt the table with. The stack must then name its region.
   *
   * @default - a key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Whether the table can be restored to any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Whether DynamoDB refuses to delete the table.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * What becomes of the table when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The usage table with all its indexes: what was used when, how often, and by whom. Apart from the keys, so that no
 * request can slow a revocation down.
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
      // Hands the tallies on that are to be added up.
      dynamoStream: StreamViewType.NEW_IMAGE,
      encryption: props.encryptionKey && TableEncryptionV2.customerManagedKey(props.encryptionKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true },
      deletionProtection: props.deletionProtection ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    // An export that came and went with its last user would block the deploy that removes that user.
    const { tableArn, tableName } = this.table;
    for (const value of [tableArn, tableName, this.streamArn]) Stack.of(this).exportValue(value);
  }

  /** Lets a grantee write what was used, item by item, and nothing that is no usage. */
  grantRecord(grantee: IGrantable): Grant {
    return grantRecordingUsage(grantee, this.#grantedTable);
  }

  /** Where the table tells of its changes, for a day. */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`${this.node.path} has no stream`);
    return tableStreamArn;
  }

  /** Lets a grantee be told of what was recorded, and add it up, and write nothing else. */
  grantCount(grantee: IGrantable): Grant {
    return grantCountingUsage(grantee, { ...this.#grantedTable, streamArn: this.streamArn });
  }

  /** Lets a grantee issue keys whose use is watched, and read what is known of single keys. */
  grantSelfService(grantee: IGrantable): Grant {
    return grantSelfServiceUsage(grantee, this.#grantedTable);
  }

  /** Lets a grantee list keys by their use, and change nothing. */
  grantList(grantee: IGrantable): Grant {
    return grantListingUsage(grantee, this.#grantedTable);
  }

  /** Lets a grantee read and list everything, and write the usage of single keys. */
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
