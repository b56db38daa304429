import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { User } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import type { ProfileProps } from '../../../lib/contracts/profile-settings.ts';
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
    expect(Object.keys(exportsOf(true))).toHaveLength(21);
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
      '/postern/prod/profile/default',
      '/postern/prod/key-table',
      '/postern/prod/limits-table',
      '/postern/prod/api-id',
      '/postern/prod/api-url',
      '/postern/prod/audit-retention-days',
      '/postern/prod/authorizer-arn',
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

describe('a custom profile', () => {
  const acme = { prefix: 'acme_', header: 'X-Acme-Key', errorBodies: { unauthorized: { error: 'No key' } } };

  it('is in the environment of every function that reads a profile, and in the response to unknown keys', () => {
    const stack = new Stack(temporaryApp(), 'Stack');
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    new ApiKeys(stack, 'ApiKeys', { profile: acme }).protect(api);
    const template = Template.fromStack(stack);
    const profiles = Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables ?? {})
      .filter((variables) => variables.POSTERN_PROFILE !== undefined);
    expect(profiles.length).toBeGreaterThan(3);
    for (const variables of profiles)
      expect(variables).toMatchObject({
        POSTERN_PROFILE: JSON.stringify({ name: 'acme', ...acme, header: 'x-acme-key' }),
        POSTERN_CREDENTIAL_HEADERS: 'x-acme-key',
      });
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'UNAUTHORIZED',
      ResponseTemplates: { 'application/json': '{"error":"No key"}' },
    });
  });

  it('that is invalid fails the synthesis with the allowed values', () => {
    const stack = new Stack(temporaryApp(), 'Stack');
    expect(() => new ApiKeys(stack, 'ApiKeys', { profile: { ...acme, secretLength: 8 } })).toThrow(
      'Invalid profile: secretLength of a key of acme must be at least 22 for 128 bits, received 8',
    );
  });

  it('must be equal in the app that attaches to the stage: the deployment reads a parameter that names it', () => {
    const expectedBy = (profile: ProfileProps) => {
      const stack = new Stack(temporaryApp(), 'Other');
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET');
      ApiKeys.fromStage(stack, 'Keys', { stage: 'prod', profile }).protect(api);
      const parameters = Object.values(Template.fromStack(stack).findParameters('*'));
      return parameters.map(({ Default }) => Default).find((name) => /profile/.test(name));
    };
    const stack = new Stack(temporaryApp(), 'Stack');
    new ApiKeys(stack, 'ApiKeys', { stage: 'prod', profile: acme });
    const { header, errorBodies, prefix } = acme;
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', {
      Name: expectedBy({ errorBodies, header, prefix }),
    });
    expect(expectedBy(acme)).toMatch(/^\/postern\/prod\/profile\/acme-[0-9a-f]{12}$/);
    expect(expectedBy({ ...acme, idLength: 13 })).not.toBe(expectedBy(acme));
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

  it('fails the deployment if only one of the apps can suspend tenants, because the other app would accept their keys', () => {
    const requiredBy = (tenantSuspension: boolean) => {
      const stack = new Stack(temporaryApp(), 'Other');
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET');
      ApiKeys.fromStage(stack, 'Keys', { stage: 'prod', tenantSuspension }).protect(api);
      const template = Template.fromStack(stack);
      const names = Object.values(template.findParameters('*')).map(({ Default }) => Default);
      const [authorizer] = Object.values(template.findResources('AWS::Lambda::Function'));
      const { POSTERN_TENANT_SUSPENSION: variable } = authorizer?.Properties.Environment.Variables ?? {};
      return { parameter: names.find((name) => /profile/.test(name)), variable };
    };
    expect(requiredBy(false)).toEqual({ parameter: '/postern/prod/profile/default', variable: undefined });
    const parameter = '/postern/prod/profile/default/tenant-suspension';
    expect(requiredBy(true)).toEqual({ parameter, variable: 'true' });

    const stack = new Stack(temporaryApp(), 'Stack');
    new ApiKeys(stack, 'ApiKeys', { stage: 'prod', tenantSuspension: true });
    const published = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
    const names = published.map(({ Properties }) => Properties.Name);
    expect(names.filter((name) => /profile/.test(name))).toEqual([parameter]);
  });

  it('grants admin routes of the other app', () => {
    const { keys, stack } = otherApp();
    keys.grantAdmin(new User(stack, 'Admin'), { tenants: ['acme'], role: 'auditor' });
    Template.fromStack(stack).hasParameter('*', { Default: '/postern/prod/api-id' });
  });
});
