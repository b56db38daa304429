import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type GrantedTable, grantEncryption } from '../table/grants.ts';

/** Conditional updates of single buckets, which also return their state. */
export function grantChargingBuckets(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem'],
    resourceArns: [granted.table.tableArn],
  });
}

/** Reads and conditional updates of single buckets. */
export function grantManagingBuckets(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resourceArns: [granted.table.tableArn],
  });
}
