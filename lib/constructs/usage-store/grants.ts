import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { sourcesPath } from '../../contracts/usage-sources.ts';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { type GrantedTable, grantEncryption } from '../key-store/grants.ts';

/** Reads and writes of single items that tell of use, by what their partition keys begin with: no index, no deletion. */
export function grantRecordingUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  grantSources(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    resourceArns: [granted.table.tableArn],
    conditions: {
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': USAGE_TABLE.usagePrefixes.map((prefix) => `${prefix}*`),
      },
    },
  });
}

/** What issuing writes of a key, and reads of single keys. */
export function grantSelfServiceUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    resourceArns: [granted.table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
    },
  });
}

/** Reads of everything; writes of single items, which issuing a key needs and tidying up behind one. */
export function grantReportingUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  grantSources(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: USAGE_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`),
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resourceArns: [tableArn],
  });
}

/** Lists which keys were used when, and how far delivery came; no change. */
export function grantCountingUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  grantSources(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [tableArn, ...USAGE_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
  });
}

/** Reads of which log groups are registered as sources. */
function grantSources(grantee: IGrantable, { table }: GrantedTable): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['ssm:GetParametersByPath'],
      resources: [
        Stack.of(table).formatArn({
          service: 'ssm',
          resource: 'parameter',
          resourceName: sourcesPath(table.tableName).slice(1),
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
      ],
    }),
  );
}
