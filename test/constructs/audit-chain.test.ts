import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { AuditStore } from '../../lib/constructs/audit-store/audit-store.ts';
import { AUDIT_EVENT_PREFIX } from '../../lib/contracts/audit-table.ts';
import { actionsOf, type Statement, statementsOfFunction } from '../support/role-statements.ts';
import { stageTemplates } from '../support/stage-templates.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const APPEND = 'Appends audit events to the audit chain';
const CHECK = 'Checks the lag of the audit chain';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const BUCKET = 'AWS::S3::Bucket';

let templates: ReadonlyMap<string, Template>;
let data: Template;
let access: Template;
beforeAll(() => {
  templates = stageTemplates('prod');
  data = templates.get('Postern-prod-Data') ?? missing();
  access = templates.get('Postern-prod-Access') ?? missing();
});

function missing(): never {
  throw new Error('a stack or a resource is missing');
}

/** The statements that name the audit store. */
function onAudit(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter((statement) => JSON.stringify(statement.Resource).includes('AuditStore'));
}

describe('permissions on the audit chain', () => {
  it('the append function can neither update nor delete links, nor write items of the key table', () => {
    const statements = statementsOfFunction(access, APPEND);
    const actions = actionsOf(statements).filter((action) => !action.startsWith('kms:'));
    expect(actions).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:PutItem',
      // Links, tenants and audit events.
      ...['dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query'],
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:PutObject',
      'ssm:GetParameter',
      'ssm:PutParameter',
    ]);
    const writing = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(JSON.stringify(writing)).toContain('AuditStoreTable');
    expect(JSON.stringify(writing)).not.toContain('KeyStore');
    const reading = statements.filter(({ Action }) => Action.join() === 'dynamodb:Query');
    expect(reading.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['tenants'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
    ]);
  });

  it('the append function can create the record of the beginning, but not overwrite or delete it', () => {
    const put = statementsOfFunction(access, APPEND).filter(({ Action }) =>
      Action.includes('ssm:PutParameter'),
    );
    expect(put).toMatchObject([{ Condition: { StringNotEquals: { 'ssm:Overwrite': 'true' } } }]);
    expect(JSON.stringify(put)).toMatch(/:parameter\/postern\/audit\/.*AuditStoreTable.*\/beginning/);
  });

  it('no other function can write links', () => {
    const functions = Object.values(access.findResources('AWS::Lambda::Function'));
    const descriptions = functions.map(({ Properties }) => String(Properties.Description));
    expect(descriptions).toContain(APPEND);
    for (const description of descriptions.filter((each) => each !== APPEND)) {
      const actions = actionsOf(onAudit(statementsOfFunction(access, description)));
      expect(actions.filter((action) => /Put|Update|Delete|Write|Transact/.test(action))).toEqual([]);
    }
  });

  it('the check function can read the newest links and write the probe', () => {
    expect(actionsOf(onAudit(statementsOfFunction(access, CHECK)))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
    ]);
    const writing = statementsOfFunction(access, CHECK).filter(({ Action }) =>
      Action.includes('dynamodb:UpdateItem'),
    );
    expect(writing).toMatchObject([
      { Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['audit#.probe'] } } },
    ]);
  });

  it('the control API can only read links, their archive, their beginning and the last delivered probe', () => {
    const control = statementsOfFunction(access, 'Manages tenants, owners and keys');
    expect(actionsOf(onAudit(control))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
      's3:GetObjectVersion',
      's3:ListBucketVersions',
      'ssm:GetParameter',
    ]);
  });

  it('the resource policy of the table denies updates and deletions', () => {
    data.hasResourceProperties(TABLE, {
      Replicas: [
        Match.objectLike({
          ResourcePolicy: {
            PolicyDocument: {
              Statement: [
                Match.objectLike({
                  Effect: 'Deny',
                  Principal: { AWS: '*' },
                  Action: [
                    'dynamodb:BatchWriteItem',
                    'dynamodb:DeleteItem',
                    'dynamodb:PartiQLDelete',
                    'dynamodb:PartiQLUpdate',
                    'dynamodb:UpdateItem',
                  ],
                }),
              ],
            },
          },
        }),
      ],
    });
  });
});

describe('the stream', () => {
  it('delivers only audit events, from its beginning, and repeats a failed batch as long as it has the records', () => {
    access.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 99,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRecordAgeInSeconds: Match.absent(),
      MaximumRetryAttempts: Match.absent(),
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"audit#"}]}}}}' }] },
    });
  });

  it('is connected after the permissions of the function are granted', () => {
    const mappings = Object.entries(access.findResources('AWS::Lambda::EventSourceMapping'));
    const [, mapping] = mappings.find(([id]) => id.includes('AuditChain')) ?? missing();
    expect(mapping.DependsOn).toEqual([expect.stringMatching(/AppendRole/)]);
  });

  it('is probed every minute', () => {
    access.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AuditChainCheck'), 'Arn'] } },
    });
  });
});

describe('the archive of prod', () => {
  it('locks each object for the retention plus 30 days, for every principal', () => {
    data.hasResource(BUCKET, {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 430 } },
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      },
    });
  });

  it('denies overwrites, deletions and requests without TLS', () => {
    const deny = (more: object) => Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, ...more });
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          deny({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          deny({ Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } }),
          deny({ Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'] }),
        ]),
      },
    });
  });
});

it('every function that writes audit events has the retention setting', () => {
  const writers = [...templates.values()].flatMap((template) =>
    Object.values(template.findResources('AWS::Lambda::Function'))
      .filter(({ Properties }) => {
        const statements = statementsOfFunction(template, String(Properties.Description));
        const onKeys = statements
          .filter(({ Resource }) => JSON.stringify(Resource).includes('KeyStore'))
          .filter(({ Condition }) => !Condition || JSON.stringify(Condition).includes(AUDIT_EVENT_PREFIX));
        return actionsOf(onKeys).includes('dynamodb:PutItem');
      })
      .map(({ Properties }) => [
        Properties.Description,
        Properties.Environment.Variables.POSTERN_AUDIT_RETENTION_DAYS,
      ]),
  );
  expect(writers.length).toBeGreaterThan(1);
  expect(writers.filter(([, days]) => days !== '400')).toEqual([]);
});

describe('ApiKeys', () => {
  it('has a chain by default, in a retained table and without a bucket', () => {
    const stack = new Stack(temporaryApp(), 'Keys');
    new ApiKeys(stack, 'ApiKeys', { usage: false });
    const template = Template.fromStack(stack);
    template.resourceCountIs(TABLE, 3);
    template.allResources(TABLE, { DeletionPolicy: 'RetainExceptOnCreate' });
    template.resourceCountIs(BUCKET, 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Manages tenants, owners and keys',
      Environment: { Variables: { POSTERN_AUDIT_RETENTION_DAYS: '400' } },
    });
  });

  it('retains events for the given days, and archived links 30 days longer', () => {
    const stack = new Stack(temporaryApp(), 'Keys');
    const audit = new AuditStore(stack, 'Audit', { retentionDays: 90, archive: 'governance' });
    new ApiKeys(stack, 'ApiKeys', { audit });
    const template = Template.fromStack(stack);
    for (const Description of [APPEND, 'Manages tenants, owners and keys']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Description,
        Environment: {
          Variables: { POSTERN_AUDIT_RETENTION_DAYS: '90', POSTERN_AUDIT_ARCHIVE: Match.anyValue() },
        },
      });
    }
    template.hasResourceProperties(BUCKET, {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 120 } } },
    });
  });

  it('has no audit table and no stream reader without a chain, and sets no retention of events', () => {
    const stack = new Stack(temporaryApp(), 'Keys');
    new ApiKeys(stack, 'ApiKeys', { usage: false, audit: false });
    const template = Template.fromStack(stack);
    template.resourceCountIs(TABLE, 2);
    for (const type of ['AWS::Lambda::EventSourceMapping', 'AWS::SQS::Queue', 'AWS::Scheduler::Schedule']) {
      template.resourceCountIs(type, 0);
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('POSTERN_AUDIT');
  });

  it.each([0, -1, 1.5, Number.NaN])('a retention of %j days is rejected', (retentionDays) => {
    const stack = new Stack(temporaryApp(), 'Keys');
    expect(() => new AuditStore(stack, 'Audit', { retentionDays })).toThrow(
      `Invalid retentionDays ${retentionDays}. Use a whole number of days, 1 or more.`,
    );
  });
});
