import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stageTemplates } from '../support/stage-templates.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

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

  it('is the data and the access to it, without samples', () => {
    expect([...templates.keys()]).toEqual(['Postern-prod-Data', 'Postern-prod-Access']);
  });

  it('keeps the logical ids of what holds data: another id is another, empty table', () => {
    expect(Object.keys(data().findResources(TABLE))).toEqual(['KeyStoreTable117FAEE3']);
    expect(Object.keys(data().findResources('AWS::KMS::Key'))).toEqual(['EncryptionKey1B843E66']);
  });

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

  it('retains the customer key and rotates it', () => {
    data().hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });

  it('publishes itself under its own name', () => {
    const access = templateOf(templates, 'Postern-prod-Access');
    access.hasResourceProperties('AWS::SSM::Parameter', { Name: '/postern/prod/key-table' });
  });
});

describe('local', () => {
  let templates: ReadonlyMap<string, Template>;
  beforeAll(() => {
    templates = stageTemplates('local');
  });
  const sample = () => templateOf(templates, 'Postern-local-Sample');

  it.each([
    ['Postern-local-Data', ['KeyTableName']],
    ['Postern-local-Access', ['ApiUrl', 'ApiId', 'AuthorizerArn']],
    [
      'Postern-local-Sample',
      ['SampleRestApiId', 'SampleRestUrl', 'SampleHttpApiId', 'SampleHttpUrl', 'AdminUserName'],
    ],
  ])('%s tells the outputs that the local runner reads', (id, names) => {
    const outputs = templateOf(templates, id).findOutputs('*');
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(names));
  });

  it('deploys with the own credentials of whoever deploys: an emulator refuses bootstrap roles', () => {
    for (const template of templates.values()) expect(template.toJSON()).not.toHaveProperty('Parameters');
  });

  it('can be thrown away', () => {
    templateOf(templates, 'Postern-local-Data').hasResource(TABLE, { DeletionPolicy: 'Delete' });
  });

  it('has a REST API and an HTTP API of which only the health check is open', () => {
    const open = { AuthorizationType: 'NONE' };
    const closed = { AuthorizationType: 'CUSTOM' };
    sample().resourcePropertiesCountIs('AWS::ApiGateway::Method', open, 1);
    sample().resourcePropertiesCountIs('AWS::ApiGateway::Method', closed, 4);
    sample().resourcePropertiesCountIs('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /health', ...open }, 1);
    sample().resourcePropertiesCountIs('AWS::ApiGatewayV2::Route', closed, 4);
  });
});
