import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  AnyPrincipal,
  Effect,
  type Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AUDIT_TABLE } from '../../contracts/audit-table.ts';
import type { AuditEnvironment } from '../../contracts/environment/audit.ts';
import { AUDIT_RETENTION_DAYS, LINKS_KEPT_LONGER_DAYS } from '../../core/audit/retention.ts';
import { type ArchiveLock, createArchive } from './archive.ts';
import { grantAppending, grantChecking, grantReadingLinks } from './grants.ts';

export interface AuditStoreProps {
  /**
   * For how many days audit events are kept, 1 or more. The links that prove them are kept 30 days longer.
   *
   * @default 400 - so that a year can be audited whole while the next one has begun
   */
  readonly retentionDays?: number;
  /**
   * Whether each link is also kept in a bucket with object lock, and who can remove it from there before its time is
   * over: with `compliance` nobody, so that the bucket can't be deleted either until the last link has expired.
   *
   * @default - no bucket: whoever may change both tables can rewrite what was done
   */
  readonly archive?: ArchiveLock;
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

/** What rewrites a table. An item can still be put over another one: the one role that may put does so conditionally. */
const REWRITING = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
];

/**
 * Where the audit chain is kept, apart from the events that it proves: the links, and in a bucket what nobody can
 * change afterwards.
 */
export class AuditStore extends Construct {
  readonly table: TableV2;
  /** Undefined where there is none. */
  readonly archive: Bucket | undefined;
  readonly retentionDays: number;

  /** @throws Error if the retention is no whole number of days */
  constructor(scope: Construct, id: string, props: AuditStoreProps = {}) {
    super(scope, id);
    this.retentionDays = checkedDays(props.retentionDays ?? AUDIT_RETENTION_DAYS);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: AUDIT_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: AUDIT_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: AUDIT_TABLE.timeToLive,
      encryption: props.encryptionKey && TableEncryptionV2.customerManagedKey(props.encryptionKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true },
      deletionProtection: props.deletionProtection ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      resourcePolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'AppendedAlone',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: REWRITING,
            resources: ['*'],
          }),
        ],
      }),
    });
    this.archive =
      props.archive &&
      createArchive(this, 'Archive', props.archive, this.retentionDays + LINKS_KEPT_LONGER_DAYS);
    // An export that came and went with its last user would block the deploy that removes that user.
    const { archive, table } = this;
    const shared = [
      table.tableArn,
      table.tableName,
      ...(archive ? [archive.bucketArn, archive.bucketName] : []),
    ];
    for (const value of shared) Stack.of(this).exportValue(value);
  }

  /** For the functions that work with it. */
  get environment(): AuditEnvironment {
    return {
      auditTable: this.table.tableName,
      auditArchive: this.archive?.bucketName,
      auditRetentionDays: this.retentionDays,
    };
  }

  /** Lets a grantee append links, and neither change nor delete any. */
  grantAppend(grantee: IGrantable): Grant {
    return grantAppending(grantee, this.#granted);
  }

  /** Lets a grantee look whether the chain keeps up. */
  grantCheck(grantee: IGrantable): Grant {
    return grantChecking(grantee, this.#granted);
  }

  /** Lets a grantee read all links. */
  grantRead(grantee: IGrantable): Grant {
    return grantReadingLinks(grantee, this.#granted);
  }

  get #granted() {
    const { table, archive } = this;
    return { table, archive, encryption: table.encryptionKey ?? 'none' } as const;
  }
}

function checkedDays(days: number): number {
  if (Number.isSafeInteger(days) && days >= 1) return days;
  throw new Error(`retentionDays is ${days}; allowed: a whole number of days, 1 or more`);
}
