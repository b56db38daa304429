import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  AnyPrincipal,
  Effect,
  type Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AUDIT_TABLE } from '../../contracts/audit-table.ts';
import type { AuditEnvironment } from '../../contracts/environment/audit.ts';
import { AUDIT_RETENTION_DAYS, LINKS_KEPT_LONGER_DAYS } from '../../core/audit/retention.ts';
import { alwaysExport } from '../always-export.ts';
import { grantedTable } from '../table/grants.ts';
import { type TableStoreProps, tableProps, text } from '../table/table-props.ts';
import { type ArchiveLock, createArchive } from './archive.ts';
import { grantAppending, grantChecking, grantReadingLinks } from './grants.ts';

export interface AuditStoreProps extends TableStoreProps {
  /**
   * Retention of audit events in days, 1 or more. Links of the audit chain are retained 30 days longer.
   *
   * @default 400 - a complete year can be audited in the following month
   */
  readonly retentionDays?: number;
  /**
   * Stores each link also in a bucket with S3 Object Lock, in this mode. With `'compliance'`, no principal can delete a
   * link before its retention ends, and the bucket cannot be deleted until the last link has expired.
   *
   * @default - no bucket: a principal with write access to both tables can rewrite the audit trail
   */
  readonly archive?: ArchiveLock;
}

/** Actions that modify items. `PutItem` is also able to replace an item, but the only role with it puts conditionally. */
const MODIFYING_ACTIONS = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
];

/**
 * Stores the links of the audit chain, separately from the audit events. An optional bucket stores immutable copies.
 */
export class AuditStore extends Construct {
  readonly table: TableV2;
  /** Undefined without an archive. */
  readonly archive: Bucket | undefined;
  readonly retentionDays: number;

  /** @throws Error if the retention is not a whole number of days, 1 or more */
  constructor(scope: Construct, id: string, props: AuditStoreProps = {}) {
    super(scope, id);
    this.retentionDays = checkedDays(props.retentionDays ?? AUDIT_RETENTION_DAYS);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(AUDIT_TABLE.partitionKey),
      sortKey: text(AUDIT_TABLE.sortKey),
      timeToLiveAttribute: AUDIT_TABLE.timeToLive,
      ...tableProps(props),
      resourcePolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'AppendOnly',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: MODIFYING_ACTIONS,
            resources: ['*'],
          }),
        ],
      }),
    });
    this.archive =
      props.archive &&
      createArchive(this, 'Archive', props.archive, this.retentionDays + LINKS_KEPT_LONGER_DAYS);
    const { archive, table } = this;
    alwaysExport(this, [table.tableArn, table.tableName]);
    if (archive) alwaysExport(this, [archive.bucketArn, archive.bucketName]);
  }

  /** Environment values for functions that use the store. */
  get environment(): AuditEnvironment {
    return {
      auditTable: this.table.tableName,
      auditArchive: this.archive?.bucketName,
      auditRetentionDays: this.retentionDays,
    };
  }

  /** Allows a grantee to append links and to record link 1, without updates or deletions. */
  grantAppend(grantee: IGrantable): Grant {
    return grantAppending(grantee, this.#granted);
  }

  /** Allows a grantee to check the lag of the chain. */
  grantCheck(grantee: IGrantable): Grant {
    return grantChecking(grantee, this.#granted);
  }

  /** Allows a grantee to read all links and the recorded link 1. */
  grantRead(grantee: IGrantable): Grant {
    return grantReadingLinks(grantee, this.#granted);
  }

  get #granted() {
    const { table, archive } = this;
    return { ...grantedTable(table), archive };
  }
}

function checkedDays(days: number): number {
  if (Number.isSafeInteger(days) && days >= 1) return days;
  throw new Error(`Invalid retentionDays ${days}. Use a whole number of days, 1 or more.`);
}
