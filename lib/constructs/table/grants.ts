import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** A table to grant access to, and its encryption: a customer managed key, none, or unknown at synth. */
export interface GrantedTable {
  readonly table: ITableV2;
  readonly encryption: IKey | 'none' | 'unknown';
}

/** A table of this app, to grant access to. */
export function grantedTable(table: TableV2): GrantedTable {
  return { table, encryption: table.encryptionKey ?? 'none' };
}

/** @throws Error if the table has no stream */
export function streamArnOf({ tableStreamArn, node }: TableV2): string {
  if (tableStreamArn === undefined) throw new Error(`The table ${node.path} has no stream.`);
  return tableStreamArn;
}

/** Stream permissions for a grantee that can already use the customer managed key. */
export function grantReadingStream(grantee: IGrantable, streamArn: string): Grant {
  // IAM cannot limit ListStreams to a stream.
  const list = Grant.addToPrincipal({ grantee, actions: ['dynamodb:ListStreams'], resourceArns: ['*'] });
  const read = Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resourceArns: [streamArn],
  });
  return list.combine(read);
}

/** The KMS actions that DynamoDB uses with the permissions of the caller. */
const USE_OF_KEY = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * Use of the table's customer managed key through DynamoDB for this table, in the policy of the grantee. A key policy
 * with roles of other stacks would create a circular dependency between the stacks.
 */
export function grantEncryption(
  grantee: IGrantable,
  { table, encryption }: GrantedTable,
  actions: string[] = USE_OF_KEY,
): void {
  if (encryption === 'none') return;
  const stack = Stack.of(table);
  const anyKey = stack.formatArn({
    service: 'kms',
    resource: 'key',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions,
      resources: [encryption === 'unknown' ? anyKey : encryption.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': `dynamodb.${stack.region}.amazonaws.com`,
          'kms:EncryptionContext:aws:dynamodb:tableName': table.tableName,
        },
      },
    }),
  );
}

/** Permissions of a Lambda event source mapping on the stream of a table. */
export function grantReadingChanges(
  grantee: IGrantable,
  { streamArn, ...granted }: GrantedTable & { readonly streamArn: string },
): Grant {
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return grantReadingStream(grantee, streamArn);
}
