import { type ITableV2, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import { alwaysExport } from '../always-export.ts';
import { grantedTable, grantReadingChanges, streamArnOf } from '../table/grants.ts';
import { type TableStoreProps, tableProps, text } from '../table/table-props.ts';
import {
  grantListingItems,
  grantManagingItems,
  grantProbingChanges,
  grantReadingItems,
  grantReadingTrail,
  grantRotatingKeys,
  grantSelfService,
  grantSweepingKeys,
} from './grants.ts';

/** A store of keys, owners and tenants, in this app or in another app. */
export interface IKeyStore {
  readonly table: ITableV2;
  /** Allows strongly consistent reads of single items, as needed to decide on a key. */
  grantRead(grantee: IGrantable): Grant;
}

export type KeyStoreProps = TableStoreProps;

/** The key table with all its indexes. */
export class KeyStore extends Construct implements IKeyStore {
  /** The key table of another app in this account and Region. Also grants the use of its customer managed key, if any. */
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
      // For the audit chain. A stream without readers has no cost. Replicas of a table require both images.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...tableProps(props),
    });
    const { tableArn, tableName, encryptionKey } = this.table;
    alwaysExport(this, [tableArn, tableName, this.streamArn]);
    if (encryptionKey instanceof Key) alwaysExport(encryptionKey, [encryptionKey.keyArn]);
  }

  grantRead(grantee: IGrantable): Grant {
    return grantReadingItems(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to read and list all items. No writes. */
  grantList(grantee: IGrantable): Grant {
    return grantListingItems(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to read, list and write all items. Deletions only of counted keys, and no scans. */
  grantManage(grantee: IGrantable): Grant {
    return grantManagingItems(grantee, grantedTable(this.table));
  }

  /** ARN of the stream, which retains changes for a day. */
  get streamArn(): string {
    return streamArnOf(this.table);
  }

  /** Allows a grantee to read the stream, with the images of each changed item before and after the change. */
  grantReadChanges(grantee: IGrantable): Grant {
    return grantReadingChanges(grantee, { ...grantedTable(this.table), streamArn: this.streamArn });
  }

  /** Allows a grantee to list tenants and their audit events. No reads of keys. */
  grantReadTrail(grantee: IGrantable): Grant {
    return grantReadingTrail(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to write the probe item of the stream. No other writes. */
  grantProbeChanges(grantee: IGrantable): Grant {
    return grantProbingChanges(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to manage keys and sessions for key holders. Deletions only of counted keys, and no scans. */
  grantSelfService(grantee: IGrantable): Grant {
    return grantSelfService(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to rotate keys. No scans. */
  grantRotate(grantee: IGrantable): Grant {
    return grantRotatingKeys(grantee, grantedTable(this.table));
  }

  /** Allows a grantee to list and reschedule due keys. */
  grantSweep(grantee: IGrantable): Grant {
    return grantSweepingKeys(grantee, grantedTable(this.table));
  }
}
