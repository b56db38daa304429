import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { sourcesPath } from '../../contracts/usage-sources.ts';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { type GrantedTable, grantEncryption, grantReadingStream } from '../table/grants.ts';

/**
 * Reads and writes of usage items, and updates of failure counts, limited by the prefixes of their partition keys. No
 * indexes and no deletions.
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

/** Permissions of an event source mapping on the stream, updates of counts and writes of the access log. No item reads. */
export function grantCountingUsage(
  grantee: IGrantable,
  { streamArn, ...granted }: GrantedTable & { readonly streamArn: string },
): Grant {
  grantEncryption(grantee, granted);
  const streamGrant = grantReadingStream(grantee, streamArn);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:PutItem'],
    resourceArns: [granted.table.tableArn],
    conditions: leadingKeys(USAGE_TABLE.loggedPrefixes),
  });
  return streamGrant.combine(
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:UpdateItem'],
      resourceArns: [granted.table.tableArn],
      conditions: leadingKeys(USAGE_TABLE.countedPrefixes),
    }),
  );
}

/** Writes for issued keys, and reads of the usage of single keys. */
export function grantSelfServiceUsage(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    resourceArns: [granted.table.tableArn],
    conditions: leadingKeys(['key#']),
  });
}

/** Reads of all items, and writes of single items for issued and removed keys. */
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

/** Queries of last uses and of the delivery status. No writes. */
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

/** Reads of the registered log groups. */
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
