import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import {
  grantListingItems,
  grantManagingItems,
  grantProbingChanges,
  grantReadingChanges,
  grantReadingItems,
  grantRotatingKeys,
  grantSelfService,
  grantSweepingKeys,
} from './grants.ts';

/** Where keys, owners and tenants are kept, whether made here or in another app. */
export interface IKeyStore {
  readonly table: ITableV2;
  /** Lets a grantee read single items, strongly consistent: what deciding on a key takes. */
  grantRead(grantee: IGrantable): Grant;
}

export interface KeyStoreProps {
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

/** The key table with all its indexes. */
export class KeyStore extends Construct implements IKeyStore {
  /** The key table of another app in this account and region; a customer key need not be named. */
  static fromTableName(scope: Construct, id: string, tableName: string): IKeyStore {
    const table = TableV2.fromTableName(scope, id, tableName);
    return { table, grantRead: (grantee) => grantReadingItems(grantee, { table, encryption: 'unknown' }) };
  }

  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: KeyStoreProps = {}) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(KEY_TABLE.partitionKey),
      sortKey: text(KEY_TABLE.sortKey),
      globalSecondaryIndexes: KEY_TABLE.indexes.map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...KEY_TABLE.projected],
      })),
      timeToLiveAttribute: KEY_TABLE.timeToLive,
      // For the audit chain; a stream that nobody reads costs nothing.
      dynamoStream: StreamViewType.NEW_IMAGE,
      encryption: props.encryptionKey && TableEncryptionV2.customerManagedKey(props.encryptionKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true },
      deletionProtection: props.deletionProtection ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.#exportFromTheStart();
  }

  grantRead(grantee: IGrantable): Grant {
    return grantReadingItems(grantee, this.#grantedTable);
  }

  /** Lets a grantee read and list everything, and change nothing. */
  grantList(grantee: IGrantable): Grant {
    return grantListingItems(grantee, this.#grantedTable);
  }

  /** Lets a grantee read, list and change everything; nobody may delete or scan. */
  grantManage(grantee: IGrantable): Grant {
    return grantManagingItems(grantee, this.#grantedTable);
  }

  /** Where the table tells of its changes, for a day. */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`${this.node.path} has no stream`);
    return tableStreamArn;
  }

  /** Lets a grantee be told of every change, with what an item is after it. */
  grantReadChanges(grantee: IGrantable): Grant {
    return grantReadingChanges(grantee, { ...this.#grantedTable, streamArn: this.streamArn });
  }

  /** Lets a grantee send a probe through the changes, and write nothing else. */
  grantProbeChanges(grantee: IGrantable): Grant {
    return grantProbingChanges(grantee, this.#grantedTable);
  }

  /** Lets a grantee manage keys and sessions, as key holders do of their own; nobody may delete or scan. */
  grantSelfService(grantee: IGrantable): Grant {
    return grantSelfService(grantee, this.#grantedTable);
  }

  /** Lets a grantee rotate keys; nobody may scan. */
  grantRotate(grantee: IGrantable): Grant {
    return grantRotatingKeys(grantee, this.#grantedTable);
  }

  /** Lets a grantee list what is due and move it. */
  grantSweep(grantee: IGrantable): Grant {
    return grantSweepingKeys(grantee, this.#grantedTable);
  }

  get #grantedTable() {
    return { table: this.table, encryption: this.table.encryptionKey ?? 'none' } as const;
  }

  /** An export that came and went with its last user would block the deploy that removes that user. */
  #exportFromTheStart(): void {
    const { tableArn, tableName, encryptionKey } = this.table;
    const stack = Stack.of(this);
    stack.exportValue(tableArn);
    stack.exportValue(tableName);
    stack.exportValue(this.streamArn);
    if (encryptionKey instanceof Key) Stack.of(encryptionKey).exportValue(encryptionKey.keyArn);
  }
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
