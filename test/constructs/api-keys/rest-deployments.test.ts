import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { CfnDeployment, Deployment, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import type { RestProtectOptions } from '../../../lib/constructs/api-keys/protect-options.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

const DEPLOYMENT = 'AWS::ApiGateway::Deployment';

/** The logical IDs of three deployments of an API: its own, a separate one, and an L1 deployment. */
function deploymentIds(options?: RestProtectOptions): readonly string[] {
  const { api, keys, stack, template } = appWithRestApi();
  api.root.addResource('health').addMethod('GET');
  new Deployment(stack, 'Second', { api });
  new CfnDeployment(stack, 'ByHand', { restApiId: api.restApiId });
  if (options) keys.protect(api, options);
  return Object.keys(template().findResources(DEPLOYMENT)).sort();
}

describe('a REST deployment', () => {
  it.each<[string, RestProtectOptions | undefined, RestProtectOptions]>([
    ['an API is protected', undefined, {}],
    ['a route is opened', {}, { open: ['GET /health'] }],
    ['another route is open', { open: ['GET /'] }, { open: ['GET /health'] }],
    ['denials get CORS headers', {}, { cors: { allowOrigin: '*' } }],
  ])('is replaced if %s, also if the app created it', (_, before, after) => {
    const ids = [...deploymentIds(before), ...deploymentIds(after)];
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  it('is kept while its content does not change', () => {
    const permissions = { 'GET /health': 'health:read' };
    expect(deploymentIds({ permissions })).toEqual(deploymentIds({}));
  });

  it('is created after every method and every denial', () => {
    const { api, keys, stack, template } = appWithRestApi();
    new CfnDeployment(stack, 'ByHand', { restApiId: api.restApiId });
    keys.protect(api);
    const deployments = Object.values(template().findResources(DEPLOYMENT));
    const denials = Object.keys(template().findResources('AWS::ApiGateway::GatewayResponse'));
    const [method = ''] = Object.keys(template().findResources('AWS::ApiGateway::Method'));
    expect(deployments).toHaveLength(2);
    for (const { DependsOn } of deployments) {
      expect(DependsOn).toEqual(expect.arrayContaining([method, ...denials]));
    }
  });

  it('fails synthesis if a method of a later stack would stay open in it', () => {
    const { app, api, keys } = appWithRestApi();
    keys.protect(api);
    const later = new Stack(app, 'Later');
    const attributes = { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId };
    const again = RestApi.fromRestApiAttributes(later, 'Imported', attributes);
    again.root.addMethod('POST', new MockIntegration());
    expect(() => app.synth()).toThrow(/POST.* is deployed after .*Deployment.*deploy: false/);
  });

  it('of another API is not changed', () => {
    const ids = (isProtected: boolean) => {
      const { api, keys, stack, template } = appWithRestApi();
      new RestApi(stack, 'Other').root.addMethod('GET');
      if (isProtected) keys.protect(api);
      const other = { Properties: { RestApiId: { Ref: Match.stringLikeRegexp('^Other') } } };
      return Object.keys(template().findResources(DEPLOYMENT, other));
    };
    expect(ids(true)).toEqual(ids(false));
    expect(ids(true)).toHaveLength(1);
  });
});
