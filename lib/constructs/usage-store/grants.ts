import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { sourcesPath } from '../../contracts/usage-sources.ts';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { type GrantedTable, grantEncryption, grantReadingStream } from '../key-store/grants.ts';

/**
 * Reads and writes of single items that tell of use, and additions to failures, by what their partition keys begin
 * with: no index, no deletion.
 */
export function grantRecordingUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  grantSources(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem'],
    resourceArns: [granted.table.tableArn],
    conditions: leadingKeys(USAGE_TABLE.failurePrefixes),
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resourceArns: [granted.table.tableArn],
    conditions: leadingKeys(USAGE_TABLE.recordedPrefixes),
  });
}

/** What Lambda does to call a function with the changes of the table, and additions to counts: it reads no item. */
export function grantCountingUsage(
  grantee: IGrantable,
  { streamArn, ...granted }: GrantedTable & { readonly streamArn: string },
): Grant {
  grantEncryption(grantee, granted);
  const reading = grantReadingStream(grantee, streamArn);
  return reading.combine(
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:UpdateItem'],
      resourceArns: [granted.table.tableArn],
      conditions: leadingKeys(USAGE_TABLE.countedPrefixes),
    }),
  );
}

/** What issuing writes of a key, and reads of single keys. */
export function grantSelfServiceUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    resourceArns: [granted.table.tableArn],
    conditions: leadingKeys(['key#']),
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
export function grantListingUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  grantSources(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [tableArn, ...USAGE_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
  });
}

function leadingKeys(prefixes: readonly string[]) {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
  };
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
