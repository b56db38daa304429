import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { describe, expect, it } from 'vitest';
import { ApiKeys, TenantDomain } from '../../lib/index.ts';
import { stageTemplates } from '../support/stage-templates.ts';

/** The emulator serves plain HTTP, so these rows are tested on the templates. */
function withTenantDomains(): Template {
  const stack = new Stack(new App(), 'Product', { env: { region: 'eu-central-1' } });
  const keys = new ApiKeys(stack, 'Keys', { profile: 'mindhunters' });
  const restApi = new RestApi(stack, 'Rest');
  restApi.root.addMethod('GET');
  const httpApi = new HttpApi(stack, 'Http');
  for (const api of [restApi, httpApi]) keys.protect(api);
  new TenantDomain(stack, 'RestTenants', { api: restApi, domainName: 'rest.example.com' });
  new TenantDomain(stack, 'HttpTenants', { api: httpApi, domainName: 'http.example.com' });
  return Template.fromStack(stack);
}

function stackOfProd(profile: string, name: string): Template {
  const template = stageTemplates('prod', profile).get(`Postern-prod-${name}`);
  if (!template) throw new Error(`prod has no stack ${name}`);
  return template;
}

describe('Mindhunters', () => {
  const template = withTenantDomains();

  it('MH-08 is reachable only through API Gateway at the hosts of its tenants, which rejects plain HTTP', () => {
    template.allResourcesProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 2);
    for (const open of ['AWS::Lambda::Url', 'AWS::ElasticLoadBalancingV2::Listener']) {
      template.resourceCountIs(open, 0);
    }
  });

  it('MH-09 requires TLS 1.2 or higher at every host', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::DomainName', 2);
    template.allResourcesProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: Match.stringLikeRegexp('^\\*\\.'),
      DomainNameConfigurations: [Match.objectLike({ SecurityPolicy: 'TLS_1_2' })],
    });
  });
});

describe('MindBridge', () => {
  it('MB-12 is encrypted at rest with a customer managed key', () => {
    const data = stackOfProd('mindbridge', 'Data');
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    data.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('MB-12 is encrypted in transit: its API is reachable only through API Gateway', () => {
    const access = stackOfProd('mindbridge', 'Access');
    expect(access.findResources('AWS::Lambda::Url')).toEqual({});
    access.allResourcesProperties('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' });
  });

  it('MB-12 has one identity provider, and every console route requires its tokens', () => {
    const data = stackOfProd('mindbridge', 'Data');
    data.resourceCountIs('AWS::Cognito::UserPool', 1);
    const routes = stackOfProd('mindbridge', 'Access').findResources('AWS::ApiGatewayV2::Route');
    const consoleRoutes = Object.values(routes).filter(({ Properties }) =>
      Properties.RouteKey.includes('/console/'),
    );
    expect(consoleRoutes.length).toBeGreaterThan(5);
    for (const { Properties } of consoleRoutes)
      expect(Properties).toMatchObject({ AuthorizationType: 'JWT' });
  });
});
