import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ARCHIVE_PREFIX, ARCHIVED_EVENTS_PREFIX } from '../../contracts/audit-table.ts';
import { beginningParameter } from '../../contracts/chain-beginning.ts';
import { type GrantedTable, grantEncryption } from '../table/grants.ts';

/** The table and the optional archive to grant access to. */
export interface GrantedAudit extends GrantedTable {
  readonly archive: Bucket | undefined;
}

/**
 * Writes of links, queries of the table, and reads of the last delivered probe. No updates and no deletions; in the archive,
 * only new objects. The parameter of the beginning can be read and created, but not overwritten.
 */
export function grantAppending(grantee: IGrantable, granted: GrantedAudit): Grant {
  const { table, archive } = granted;
  grantEncryption(grantee, granted);
  if (archive) {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [ARCHIVE_PREFIX, ARCHIVED_EVENTS_PREFIX].map((prefix) =>
        archive.arnForObjects(`${prefix}*`),
      ),
    });
  }
  grantReadingBeginning(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['ssm:PutParameter'],
    resourceArns: [beginningArn(granted)],
    conditions: { StringNotEquals: { 'ssm:Overwrite': 'true' } },
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resourceArns: [table.tableArn],
  });
}

/** Reads of the newest links and of the last delivered probe. */
export function grantChecking(grantee: IGrantable, granted: GrantedAudit): Grant {
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [granted.table.tableArn],
  });
}

/** Reads of all links in the table and the archive, of the last delivered probe, and of the beginning of the chain. */
export function grantReadingLinks(grantee: IGrantable, granted: GrantedAudit): Grant {
  const { table, archive } = granted;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  if (archive) {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucketVersions'],
      resourceArns: [archive.bucketArn],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObjectVersion'],
      resourceArns: [archive.arnForObjects(`${ARCHIVE_PREFIX}*`)],
    });
  }
  grantReadingBeginning(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [table.tableArn],
  });
}

function grantReadingBeginning(grantee: IGrantable, granted: GrantedTable): void {
  Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [beginningArn(granted)] });
}

function beginningArn({ table }: GrantedTable): string {
  return Stack.of(table).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: beginningParameter(table.tableName).slice(1),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
