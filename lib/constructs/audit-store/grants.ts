import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ARCHIVE_PREFIX, ARCHIVED_EVENTS_PREFIX } from '../../contracts/audit-table.ts';
import { type GrantedTable, grantEncryption } from '../table/grants.ts';

/** The table and the optional archive to grant access to. */
export interface GrantedAudit extends GrantedTable {
  readonly archive: Bucket | undefined;
}

/** Writes of links, queries of the table, and reads of the last delivered probe. No updates and no deletions; in the archive, only new objects. */
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

/** Reads of all links in the table and the archive, and of the last delivered probe. */
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
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [table.tableArn],
  });
}
