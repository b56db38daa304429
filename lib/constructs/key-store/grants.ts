import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { AUDIT_EVENT_PREFIX, AUDIT_PROBE_KEY } from '../../contracts/audit-table.ts';
import { DAILY_RUNS_KEY, KEY_TABLE } from '../../contracts/key-table.ts';
import { type GrantedTable, grantEncryption } from '../table/grants.ts';

const [BY_TENANT, DUE_WORK, BY_OWNER] = KEY_TABLE.indexes;

/** Reads of single items. No queries and no indexes. */
export function grantReadingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem'],
    resourceArns: [granted.table.tableArn],
  });
}

/** The partitions with the counted keys of owners. */
const KEY_COUNT_PARTITIONS = ['owner-keys#*'];

/** The partitions that key holders write: keys, sessions, counted keys, audit events and idempotency records. */
const SELF_SERVICE_PARTITIONS = ['key#*', 'session#*', ...KEY_COUNT_PARTITIONS, 'audit#*', 'idempotency#*'];

/** Counting keys and releasing those that have ended: queries, updates and deletions of counted keys only. */
function grantCountingKeys(grantee: IGrantable, { table }: GrantedTable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resourceArns: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': KEY_COUNT_PARTITIONS } },
  });
}

/**
 * Permissions for changes by key holders: single items, and queries of the keys and sessions of an owner or a key. It
 * cannot write tenants, owners, identities or invitations.
 */
export function grantSelfService(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  grantCountingKeys(grantee, granted);
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

/** Reads of single items, and queries of the table and its indexes. No writes. */
export function grantListingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [tableArn, ...KEY_TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
  });
}

/** The actions of the store's transactions, and queries of the table and its indexes. */
export function grantManagingItems(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  grantCountingKeys(grantee, granted);
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

/** Queries of the tenants and of their audit events. No reads of keys. */
export function grantReadingTrail(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted, ['kms:Decrypt']);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${tableArn}/index/${BY_TENANT.name}`],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['tenants'] } },
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${AUDIT_EVENT_PREFIX}*`] } },
  });
}

/** Writes of the probe item, which shows whether the stream delivers changes. */
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
 * Permissions for rotation: the store's transactions, rescheduling, and deleting the recorded state of a secret. Updates
 * and deletions are limited to key partitions.
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

/** The attributes of rescheduling: the item key and the reconcile time. No settings and no digests. */
const RESCHEDULE_ATTRIBUTES = [
  KEY_TABLE.partitionKey,
  KEY_TABLE.sortKey,
  DUE_WORK.partitionKey,
  DUE_WORK.sortKey,
];

/** Queries of due keys and of tenants, rescheduling, and the item of the daily checks. No other writes. */
export function grantSweepingKeys(grantee: IGrantable, granted: GrantedTable): Grant {
  const { tableArn } = granted.table;
  grantEncryption(grantee, granted);
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [BY_TENANT, DUE_WORK].map(({ name }) => `${tableArn}/index/${name}`),
    conditions: {
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': [`${KEY_TABLE.reconcilePrefix}*`, 'cascades', 'tenants'],
      },
    },
  });
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resourceArns: [tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [DAILY_RUNS_KEY.pk] } },
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:UpdateItem'],
    resourceArns: [tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': RESCHEDULE_ATTRIBUTES },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    },
  });
}
