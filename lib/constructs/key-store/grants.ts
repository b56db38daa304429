import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { AUDIT_PROBE_KEY } from '../../contracts/audit-table.ts';
import { KEY_TABLE } from '../../contracts/key-table.ts';

const [BY_TENANT, DUE_WORK, BY_OWNER] = KEY_TABLE.indexes;

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

/** What Lambda does to call a function with the changes of a table. */
export function grantReadingChanges(
  grantee: IGrantable,
  { streamArn, ...granted }: GrantedTable & { readonly streamArn: string },
): Grant {
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return grantReadingStream(grantee, streamArn);
}

/** The same, of whoever may use the table's customer key already. */
export function grantReadingStream(grantee: IGrantable, streamArn: string): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
    resourceArns: [streamArn],
  });
}

/** Writes of the one item that shows that changes come through. */
export function grantProbingChanges(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem'],
    resourceArns: [granted.table.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [AUDIT_PROBE_KEY.pk] } },
  });
}

/**
 * What rotating takes: the store's transactions, moving visits, and forgetting what was known of a secret. All that it
 * changes or takes away is a key's own.
 */
export function grantRotatingKeys(grantee: IGrantable, granted: GrantedTable): Grant {
  grantManagingItems(grantee, granted);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resourceArns: [granted.table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] } },
  });
}

/** What moving a visit names: where the item lies, and when it is due. No setting and no digest. */
const VISIT_ATTRIBUTES = [KEY_TABLE.partitionKey, KEY_TABLE.sortKey, DUE_WORK.partitionKey, DUE_WORK.sortKey];

/** Listing what is due and whose tenants there are; moving visits, and writing nothing else. */
export function grantSweepingKeys(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [BY_TENANT, DUE_WORK].map(({ name }) => `${tableArn}/index/${name}`),
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['visits#*', 'cascades', 'tenants'] },
    },
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem'],
    resourceArns: [tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': VISIT_ATTRIBUTES },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    },
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
