import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { KEY_TABLE } from '../../contracts/key-table.ts';

const [, , BY_OWNER] = KEY_TABLE.indexes;

/** What DynamoDB does with a customer key in the name of whoever writes. */
const USE_OF_KEY = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** A table to give rights on, and what it is encrypted with: a customer key, none, or nobody here can tell. */
export interface GrantedTable {
  readonly table: ITableV2;
  readonly encryption: IKey | 'none' | 'unknown';
}

/** Single reads of the table alone: no listing, no index. */
export function grantReadingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem'],
    resourceArns: [granted.table.tableArn],
  });
}

/** The partitions of what key holders make and end, and of what is told about it. */
const SELF_SERVICE_PARTITIONS = ['key#*', 'session#*', 'audit#*', 'idempotency#*'];

/**
 * What key holders' own changes take: single items, and listing what an owner or a key has. Whatever it is asked
 * for, it can write no tenant, owner, identity or invitation.
 */
export function grantSelfService(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${tableArn}/index/${BY_OWNER.name}`],
  });
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:PutItem'],
    resourceArns: [tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': SELF_SERVICE_PARTITIONS } },
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem'],
    resourceArns: [tableArn],
  });
}

/** Reads of single items, and listing by the table and its indexes; no change. */
export function grantListingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [tableArn, ...KEY_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
  });
}

/** The item actions of the store's transactions, and listing by the table and its indexes. */
export function grantManagingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [tableArn, ...KEY_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
    resourceArns: [tableArn],
  });
}

/**
 * Use of the table's customer key through DynamoDB and for this table alone, given to the grantee only: a
 * key policy that named roles of other stacks would make the stacks depend on each other in a circle.
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
