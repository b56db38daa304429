import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { KeyStore } from '../../lib/constructs/key-store/key-store.ts';
import { statementsOfRole } from '../support/role-statements.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const table = { 'Fn::ImportValue': expect.stringMatching(/^Data:ExportsOutputFnGetAttKeyStoreTable.*Arn/) };
const env = { region: 'eu-central-1' };

const indexOf = (name: string) => ({ 'Fn::Join': ['', [table, `/index/${name}`]] });
const USE_OF_KEY = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** A key store in one stack and a role in another, so each grant crosses stacks. */
function twoStacks({ customerManagedKey = false } = {}) {
  const app = temporaryApp();
  const data = new Stack(app, 'Data', { env });
  const encryptionKey = customerManagedKey ? new Key(data, 'Key') : undefined;
  const store = new KeyStore(data, 'KeyStore', { encryptionKey });
  const access = new Stack(app, 'Access', { env });
  const role = new Role(access, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const rights = () => {
    const template = Template.fromStack(access);
    const [roleId = ''] = Object.keys(template.findResources('AWS::IAM::Role'));
    return statementsOfRole(template, roleId);
  };
  return { data, store, role, rights };
}

describe('the key store', () => {
  it('keeps its indexes, because CloudFormation can change only one per deployment', () => {
    const { data } = twoStacks();
    const index = (name: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: `${name}pk`, KeyType: 'HASH' },
        { AttributeName: `${name}sk`, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['type', 'version', 'data'] },
    });
    Template.fromStack(data).hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: ['gsi1', 'gsi2', 'gsi3', 'gsi4'].map(index),
    });
  });

  it('has a time to live attribute', () => {
    Template.fromStack(twoStacks().data).hasResourceProperties(TABLE, {
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('is retained, protected from deletion and restorable by default', () => {
    const { data } = twoStacks();
    Template.fromStack(data).hasResource(TABLE, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it('can be created without retention', () => {
    const stack = new Stack(temporaryApp(), 'Stack');
    new KeyStore(stack, 'KeyStore', {
      pointInTimeRecovery: false,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Template.fromStack(stack).hasResource(TABLE, {
      DeletionPolicy: 'Delete',
      Properties: {
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: false,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
          }),
        ],
      },
    });
  });

  it('always exports its values, so that the last importer can be removed', () => {
    const unused = Object.values(
      Template.fromStack(twoStacks({ customerManagedKey: true }).data).findOutputs('*'),
    );
    const used = twoStacks({ customerManagedKey: true });
    used.store.grantManage(used.role);
    used.rights();
    expect(Object.values(Template.fromStack(used.data).findOutputs('*'))).toEqual(unused);
    expect(unused).toHaveLength(4);
  });

  it('accepts an imported customer managed key', () => {
    const stack = new Stack(temporaryApp(), 'Stack', { env });
    const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/a1b2';
    new KeyStore(stack, 'KeyStore', { encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn) });
    Template.fromStack(stack).hasResourceProperties(TABLE, {
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: keyArn } })],
    });
  });

  it('allows a reader only to get single items of the table', () => {
    const { store, role, rights } = twoStacks();
    store.grantRead(role);
    expect(rights()).toEqual([{ Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: table }]);
  });

  it('allows a manager to write and list items, and to delete only counted keys', () => {
    const { store, role, rights } = twoStacks();
    store.grantManage(role);
    expect(rights()).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        Resource: table,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['owner-keys#*'] } },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query'],
        Resource: [table, ...['gsi1', 'gsi2', 'gsi3', 'gsi4'].map(indexOf)],
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
        Resource: table,
      },
    ]);
  });

  it('allows self-service to write keys and sessions and to list by owner and by key, and not to write owners or tenants', () => {
    const { store, role, rights } = twoStacks();
    store.grantSelfService(role);
    expect(rights()).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        Resource: table,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['owner-keys#*'] } },
      },
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: indexOf('gsi3') },
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem'],
        Resource: table,
        Condition: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': ['key#*', 'session#*', 'owner-keys#*', 'audit#*', 'idempotency#*'],
          },
        },
      },
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem'], Resource: table },
    ]);
  });

  it('has a stream with new images only', () => {
    Template.fromStack(twoStacks().data).hasResourceProperties(TABLE, {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('allows the chain function to read the stream, and no items', () => {
    const { store, role, rights } = twoStacks();
    store.grantReadChanges(role);
    expect(rights()).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:ListStreams'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Resource: { 'Fn::ImportValue': expect.stringMatching(/KeyStoreTable.*StreamArn/) },
      },
    ]);
  });

  it('allows the check function to write only the probe item', () => {
    const { store, role, rights } = twoStacks();
    store.grantProbeChanges(role);
    expect(rights()).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:UpdateItem'],
        Resource: table,
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['audit#.probe'] } },
      },
    ]);
  });

  it.each([
    ['grantRead', ['kms:Decrypt']],
    ['grantManage', USE_OF_KEY],
    ['grantSelfService', USE_OF_KEY],
    ['grantReadChanges', ['kms:Decrypt']],
    ['grantProbeChanges', USE_OF_KEY],
  ] as const)('%s lets the customer key be used through DynamoDB for this table alone', (grant, actions) => {
    const { store, role, rights } = twoStacks({ customerManagedKey: true });
    store[grant](role);
    expect(rights().filter(({ Action }) => Action.some((action) => action.startsWith('kms:')))).toEqual([
      {
        Effect: 'Allow',
        Action: actions,
        Resource: { 'Fn::ImportValue': expect.stringMatching(/^Data:ExportsOutputFnGetAttKey/) },
        Condition: {
          StringEquals: {
            'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com',
            'kms:EncryptionContext:aws:dynamodb:tableName': {
              'Fn::ImportValue': expect.stringMatching(/^Data:ExportsOutputRefKeyStoreTable/),
            },
          },
        },
      },
    ]);
  });
});
