import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { User } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';
import { statementsOfFunction } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

function publishedAs(stage?: string): Template {
  const stack = new Stack(temporaryApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys', { stage });
  return Template.fromStack(stack);
}

function otherApp() {
  const app = temporaryApp();
  const stack = new Stack(app, 'Other');
  return { stack, keys: ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' }) };
}

describe('ApiKeys', () => {
  it('keeps its exports after the last importing API is removed', () => {
    const exportsOf = (isProtected: boolean) => {
      const { api, keys, keysStack, stack } = appWithRestApi();
      if (isProtected) {
        keys.protect(api);
        keys.grantAdmin(new User(stack, 'Admin'), { tenants: 'all', role: 'auditor' });
      }
      return Template.fromStack(keysStack).findOutputs('*');
    };
    expect(exportsOf(false)).toEqual(exportsOf(true));
    expect(Object.keys(exportsOf(true))).toHaveLength(20);
  });

  it('allows APIs that are created without CDK to call its authorizer', () => {
    publishedAs().hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiKeysAuthorizer'), 'Arn'] },
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([':*/authorizers/*'])] },
    });
  });

  it('publishes parameters for other apps and the CLI only with a stage', () => {
    const namesIn = (template: Template) =>
      Object.values(template.findResources('AWS::SSM::Parameter'))
        .map(({ Properties }) => Properties.Name)
        .filter((name) => typeof name === 'string');
    expect(namesIn(publishedAs('prod'))).toEqual([
      '/postern/prod/key-table',
      '/postern/prod/limits-table',
      '/postern/prod/api-id',
      '/postern/prod/api-url',
      '/postern/prod/usage-table',
      '/postern/prod/usage-recorder',
    ]);
    expect(namesIn(publishedAs())).toEqual([]);
  });

  it('rejects an unknown profile, with the existing profiles', () => {
    const stack = new Stack(temporaryApp(), 'Stack');
    expect(() => new ApiKeys(stack, 'ApiKeys', { profile: 'mine' })).toThrow(
      "Unknown profile 'mine'. Use one of: default",
    );
  });

  it.each(['Prod', 'a/b', '', 'a'.repeat(32)])('rejects %j as the name of a stage', (stage) => {
    expect(() => publishedAs(stage)).toThrow(`Invalid stage '${stage}'. Use`);
  });
});

describe('ApiKeys.fromStage', () => {
  it('protects with the key table of the other app, read by its stage at deployment', () => {
    const { keys, stack } = otherApp();
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    keys.protect(api);
    const template = Template.fromStack(stack);
    template.hasParameter('*', {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/postern/prod/key-table',
    });
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { POSTERN_KEY_TABLE: { Ref: Match.stringLikeRegexp('posternprodkeytable') } },
      },
    });
  });

  it('allows the authorizer to use any key, through DynamoDB for the two tables only', () => {
    const { keys, stack } = otherApp();
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    keys.protect(api);
    const statements = statementsOfFunction(Template.fromStack(stack), 'Decides on API keys');
    const ofKeys = statements.filter(({ Action }) => Action.includes('kms:Decrypt'));
    expect(ofKeys).toMatchObject(
      ['posternprodkeytable', 'posternprodlimitstable'].map((table) => ({
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
            'kms:EncryptionContext:aws:dynamodb:tableName': { Ref: expect.stringContaining(table) },
          },
        },
      })),
    );
    expect(ofKeys[0]?.Action).toEqual(['kms:Decrypt']);
  });

  it('grants admin routes of the other app', () => {
    const { keys, stack } = otherApp();
    keys.grantAdmin(new User(stack, 'Admin'), { tenants: ['acme'], role: 'auditor' });
    Template.fromStack(stack).hasParameter('*', { Default: '/postern/prod/api-id' });
  });
});
