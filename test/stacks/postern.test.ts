import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import { stageApp, stageTemplates } from '../support/stage-templates.ts';
import { throwAwayApp } from '../support/temporary-app.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const POOL = 'AWS::Cognito::UserPool';

function templateOf(templates: ReadonlyMap<string, Template>, id: string): Template {
  const template = templates.get(id);
  if (!template) throw new Error(`no stack ${id} among ${[...templates.keys()].join(', ')}`);
  return template;
}

describe('prod', () => {
  let templates: ReadonlyMap<string, Template>;
  beforeAll(() => {
    templates = stageTemplates('prod');
  });
  const data = () => templateOf(templates, 'Postern-prod-Data');
  const access = () => templateOf(templates, 'Postern-prod-Access');

  it('is the data, what rotates it, the access to it and what watches it all, without samples', () => {
    expect([...templates.keys()]).toEqual([
      'Postern-prod-Data',
      'Postern-prod-Rotation',
      'Postern-prod-Access',
      'Postern-prod-Monitoring',
    ]);
  });

  it('keeps the logical ids of what holds data: another id is another table or directory, and empty', () => {
    expect(Object.keys(data().findResources(TABLE))).toEqual([
      'KeyStoreTable117FAEE3',
      'UsageStoreTable8FDC61E1',
      'AuditStoreTable2B775E23',
    ]);
    expect(Object.keys(data().findResources('AWS::KMS::Key'))).toEqual(['EncryptionKey1B843E66']);
    expect(Object.keys(data().findResources(POOL))).toEqual(['PeopleUserPool5E462257']);
  });

  it.each([
    // Who has the address of the API, or an authorizer's permission to be called, would lose it.
    ['AWS::ApiGatewayV2::Api', ['ApiKeysPosternApiD4CEAD63']],
    // What has a name of its own can't be made anew while the old one is there: such a deployment fails.
    ['AWS::ApiGatewayV2::Stage', ['ApiKeysPosternApiDefaultStageD7277D8E']],
    // Whoever signs in knows it by its id.
    ['AWS::Cognito::UserPoolClient', ['ApiKeysConsoleApp89EBD1DB']],
    [
      'AWS::SSM::Parameter',
      [
        'ApiKeysAuthorizerUsageSource0E184D28',
        'ApiKeysParameterapiid190D3BD6',
        'ApiKeysParameterapiurl9261D96F',
        'ApiKeysParameterkeytableA96515E0',
        'ApiKeysParametermanagedkeyprovider73AB5FBA',
        'ApiKeysParameterrotatekeyDCF32F08',
        'ApiKeysParameterusagerecorder9A741FC4',
        'ApiKeysParameterusagetable386209B2',
        'ApiKeysPosternPublicApiUsageSourceA9BAF4A3',
      ],
    ],
  ])(
    'keeps the logical ids of each %s: a release that changed them could not follow the last',
    (type, ids) => {
      expect(Object.keys(access().findResources(type)).sort()).toEqual(ids);
    },
  );

  it('retains the table, refuses to delete it, can restore it, and encrypts it with a customer key', () => {
    const key = { 'Fn::GetAtt': ['EncryptionKey1B843E66', 'Arn'] };
    data().hasResource(TABLE, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          Match.objectLike({
            Region: 'us-east-1',
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            SSESpecification: { KMSMasterKeyId: key },
          }),
        ],
      },
    });
  });

  it('retains who may sign in, and refuses to delete it', () => {
    data().hasResource(POOL, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('keeps the address of the sign-in page, which is that of its construct', () => {
    data().hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: { 'Fn::Join': ['', ['postern-c8607db3-', { Ref: 'AWS::AccountId' }]] },
    });
  });

  it('retains the customer key and rotates it', () => {
    data().hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });

  it('names the next command to type', () => {
    const [output] = Object.values(access().findOutputs('NextCommand'));
    expect(output?.Value).toBe('npx postern quickstart --stage prod --region us-east-1');
  });

  it('names the address of the admin API', () => {
    const [output] = Object.values(access().findOutputs('AdminUrl'));
    expect(JSON.stringify(output?.Value)).toContain('/admin/v1');
  });

  it('runs on arm64, logs JSON without a line for each invocation, and keeps every log as long as set', () => {
    access().allResourcesProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    });
    access().allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('bears its tags on every stack, which hands them on to what is in it', () => {
    const stacks = stageApp('prod').node.children.filter((child) => child instanceof Stack);
    for (const stack of stacks) {
      expect(stack.tags.tagValues()).toEqual({ application: 'postern', stage: 'prod' });
    }
  });

  it('publishes itself under its own name', () => {
    access().hasResourceProperties('AWS::SSM::Parameter', { Name: '/postern/prod/key-table' });
  });
});

describe('local', () => {
  let templates: ReadonlyMap<string, Template>;
  beforeAll(() => {
    templates = stageTemplates('local');
  });
  const sample = () => templateOf(templates, 'Postern-local-Sample');

  it.each([
    ['Postern-local-Data', ['KeyTableName', 'UserPoolId', 'SignInIssuer', 'SignInScope']],
    ['Postern-local-Rotation', ['RotateKeyFunction', 'SweepKeysFunction', 'EventBusName']],
    ['Postern-local-Access', ['ApiUrl', 'ApiId', 'AuthorizerArn', 'SignInClientId']],
    [
      'Postern-local-Sample',
      [
        ...['SampleRestApiId', 'SampleRestUrl', 'SampleHttpApiId', 'SampleHttpUrl'],
        ...['SampleGuardApiId', 'SampleGuardUrl', 'AdminUserName'],
      ],
    ],
  ])('%s tells the outputs that the local runner reads', (id, names) => {
    const outputs = templateOf(templates, id).findOutputs('*');
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(names));
  });

  it('deploys with the own credentials of whoever deploys: an emulator refuses bootstrap roles', () => {
    for (const template of templates.values()) expect(template.toJSON()).not.toHaveProperty('Parameters');
  });

  it('can be thrown away', () => {
    for (const type of [TABLE, POOL]) {
      templateOf(templates, 'Postern-local-Data').hasResource(type, { DeletionPolicy: 'Delete' });
    }
  });

  it('has a REST API and an HTTP API of which only the health check is open, and one whose function decides', () => {
    const open = { AuthorizationType: 'NONE' };
    const closed = { AuthorizationType: 'CUSTOM' };
    sample().resourcePropertiesCountIs('AWS::ApiGateway::Method', open, 1);
    sample().resourcePropertiesCountIs('AWS::ApiGateway::Method', closed, 5);
    const [http, guarded] = ['HttpApi', 'GuardedApi'].map((id) => ({
      ApiId: { Ref: Match.stringLikeRegexp(`^${id}[0-9A-F]{8}$`) },
    }));
    const route = 'AWS::ApiGatewayV2::Route';
    sample().resourcePropertiesCountIs(route, { ...http, RouteKey: 'GET /health', ...open }, 1);
    sample().resourcePropertiesCountIs(route, { ...http, ...closed }, 5);
    sample().resourcePropertiesCountIs(route, { ...guarded, ...open }, 6);
    const told = {
      POSTERN_ROUTES: '{"GET /orders/{id}":"orders:read"}',
      POSTERN_TRUSTED_HOST: 'host-header',
    };
    const decides = { Environment: { Variables: Match.objectLike(told) } };
    sample().resourcePropertiesCountIs('AWS::Lambda::Function', decides, 3);
  });
});

describe('a stage', () => {
  it.each([
    ['none', 0],
    [{ issuer: 'https://id.example', audience: 'postern', scope: 'keys' }, 1],
  ] as const)('whose people are %j has no directory of its own', (consoleUsers, authorizers) => {
    const app = throwAwayApp();
    addPostern(app, { ...prod, consoleUsers });
    const stacks = app.node.children.filter((child) => child instanceof Stack);
    const templates = stacks.map((stack) => Template.fromStack(stack));
    for (const template of templates) template.resourceCountIs(POOL, 0);
    const [, , access] = templates;
    access?.resourcePropertiesCountIs(
      'AWS::ApiGatewayV2::Authorizer',
      { AuthorizerType: 'JWT' },
      authorizers,
    );
  });
});
