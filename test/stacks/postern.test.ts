import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPostern } from '../../lib/stacks/postern.ts';
import { local } from '../../lib/stages/local.ts';
import { prod } from '../../lib/stages/prod.ts';
import { stageApp, stageTemplates } from '../support/stage-templates.ts';
import { templatesOf } from '../support/stage-variants.ts';
import { temporaryApp } from '../support/temporary-app.ts';

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

  it('has the data, rotation, access and monitoring stacks, and no sample stack', () => {
    expect([...templates.keys()]).toEqual([
      'Postern-prod-Data',
      'Postern-prod-Rotation',
      'Postern-prod-Access',
      'Postern-prod-Monitoring',
    ]);
  });

  it('keeps the logical IDs of tables, keys and the user pool, because another ID is a new, empty resource', () => {
    expect(Object.keys(data().findResources(TABLE))).toEqual([
      'KeyStoreTable117FAEE3',
      'LimitsStoreTableA3A4D923',
      'UsageStoreTable8FDC61E1',
      'AuditStoreTable2B775E23',
    ]);
    expect(Object.keys(data().findResources('AWS::KMS::Key'))).toEqual(['EncryptionKey1B843E66']);
    expect(Object.keys(data().findResources(POOL))).toEqual(['ConsoleUsersUserPool6FF20493']);
  });

  it('keeps the logical IDs of all other retained resources, whose data another ID would leave behind', () => {
    const retained = [...templatesOf(prod)].flatMap(([, { Resources }]) =>
      Object.entries(Resources).flatMap(([id, { Type, DeletionPolicy }]) =>
        DeletionPolicy?.startsWith('Retain') && !['AWS::Logs::LogGroup', TABLE, POOL].includes(Type)
          ? [id]
          : [],
      ),
    );
    expect(retained).toEqual([
      'EncryptionKey1B843E66',
      'AuditStoreArchiveDA4E0BD5',
      'AuditStoreArchivePolicy7989ECBE',
      'ConsoleUsersUserPoolPosternD8A65C1F',
    ]);
  });

  it.each([
    // A replaced API has another URL, and authorizer permissions for it are lost.
    ['AWS::ApiGatewayV2::Api', ['ApiKeysPosternApiD4CEAD63']],
    // A resource with an explicit name cannot be replaced while the old one exists: the deployment fails.
    ['AWS::ApiGatewayV2::Stage', ['ApiKeysPosternApiDefaultStageD7277D8E']],
    // Clients that sign in have its ID in their configuration.
    ['AWS::Cognito::UserPoolClient', ['ApiKeysConsoleApp89EBD1DB']],
    [
      'AWS::SSM::Parameter',
      [
        'ApiKeysAuthorizerUsageSource0E184D28',
        'ApiKeysParameterapiid190D3BD6',
        'ApiKeysParameterapiurl9261D96F',
        'ApiKeysParameterauditarchive3D08124F',
        'ApiKeysParameterauditretentiondays55DA08CC',
        'ApiKeysParameterauthorizerarnEAD4CD98',
        'ApiKeysParameterkeytableA96515E0',
        'ApiKeysParameterlimitstable464576D1',
        'ApiKeysParametermanagedkeyprovider73AB5FBA',
        'ApiKeysParameterprofile0C05F785',
        'ApiKeysParameterrotatekeyDCF32F08',
        'ApiKeysParameterusagerecorder9A741FC4',
        'ApiKeysParameterusagetable386209B2',
        'ApiKeysPosternPublicApiUsageSourceA9BAF4A3',
      ],
    ],
  ])('keeps the logical IDs of each %s, because an upgrade could not replace them', (type, ids) => {
    expect(Object.keys(access().findResources(type)).sort()).toEqual(ids);
  });

  it('retains the table, with deletion protection, recovery and a customer managed key', () => {
    const key = { 'Fn::GetAtt': ['EncryptionKey1B843E66', 'Arn'] };
    data().hasResource(TABLE, {
      DeletionPolicy: 'RetainExceptOnCreate',
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

  it('retains the user pool, with deletion protection', () => {
    data().hasResource(POOL, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('keeps the domain of the sign-in page, which contains the address of its construct', () => {
    data().hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: { 'Fn::Join': ['', ['postern-c8c2fb68-', { Ref: 'AWS::AccountId' }]] },
    });
  });

  it('retains the customer managed key, with rotation', () => {
    data().hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { EnableKeyRotation: true },
    });
  });

  it('returns the next command', () => {
    const [output] = Object.values(access().findOutputs('NextCommand'));
    expect(output?.Value).toBe('npx postern quickstart --stage prod --region us-east-1');
  });

  it('returns the URL of the admin API', () => {
    const [output] = Object.values(access().findOutputs('AdminUrl'));
    expect(JSON.stringify(output?.Value)).toContain('/admin/v1');
  });

  it('runs on arm64, logs JSON without a line per invocation, and sets the retention of every log', () => {
    access().allResourcesProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    });
    access().allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('has its tags on every stack', () => {
    const stacks = stageApp('prod').node.children.filter((child) => child instanceof Stack);
    for (const stack of stacks) {
      expect(stack.tags.tagValues()).toEqual({
        application: 'postern',
        stage: 'prod',
        'postern:stage': 'prod',
      });
    }
  });

  it('publishes its parameters under the name of the stage', () => {
    access().hasResourceProperties('AWS::SSM::Parameter', { Name: '/postern/prod/key-table' });
  });
});

describe('alarms without receivers', () => {
  const warningsOf = (settings: Parameters<typeof addPostern>[1]) => {
    const app = temporaryApp();
    addPostern(app, settings);
    const stack = app.node.findChild(`Postern-${settings.stage}-Monitoring`);
    if (!(stack instanceof Stack)) throw new Error('no stack for monitoring');
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('notify no receivers'));
  };

  it('are a warning at synthesis in an account, but not on the emulator', () => {
    const emails = { ticket: { emails: ['ops@example.com'] } };
    expect(warningsOf(prod)).toHaveLength(1);
    expect(warningsOf({ ...prod, monitoring: { notify: emails } })).toHaveLength(0);
    expect(warningsOf(local)).toHaveLength(0);
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
  ])('%s has the outputs that the local runner reads', (id, names) => {
    const outputs = templateOf(templates, id).findOutputs('*');
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(names));
  });

  it('deploys with the credentials of the caller, because the emulator does not support bootstrap roles', () => {
    for (const template of templates.values())
      expect(Object.keys(template.findParameters('BootstrapVersion'))).toEqual([]);
  });

  it('retains no resource', () => {
    for (const type of [TABLE, POOL]) {
      templateOf(templates, 'Postern-local-Data').hasResource(type, { DeletionPolicy: 'Delete' });
    }
  });

  it('has a REST API and an HTTP API with only the health check open, and a guarded HTTP API', () => {
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
    const variables = {
      POSTERN_ROUTES: '{"GET /orders/{id}":"orders:read"}',
      POSTERN_TRUSTED_HOST: 'host-header',
    };
    const decides = { Environment: { Variables: Match.objectLike(variables) } };
    sample().resourcePropertiesCountIs('AWS::Lambda::Function', decides, 3);
  });
});

describe('a stage', () => {
  it.each([
    ['none', 0],
    [{ issuer: 'https://id.example', audience: 'postern', scope: 'keys' }, 1],
  ] as const)('whose people are %j has no directory of its own', (consoleUsers, authorizers) => {
    const app = temporaryApp();
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
