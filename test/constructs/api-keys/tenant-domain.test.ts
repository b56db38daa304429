import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRestApi, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { describe, expect, it } from 'vitest';
import type { ApiKeysProps } from '../../../lib/constructs/api-keys/api-keys.ts';
import { TenantDomain, type TenantDomainProps } from '../../../lib/constructs/api-keys/tenant-domain.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/1234';
const BY_HOST: ApiKeysProps = { profile: 'mindhunters' };

function restApi(stack: Stack): RestApi {
  const api = new RestApi(stack, 'Api', { defaultIntegration: new MockIntegration() });
  api.root.addMethod('GET');
  return api;
}

function httpApi(stack: Stack): HttpApi {
  const api = new HttpApi(stack, 'Api');
  const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
  api.addRoutes({ path: '/hello', methods: [HttpMethod.GET], integration });
  return api;
}

const APIS = [
  ['REST', restApi, 'AWS::ApiGateway::RestApi'],
  ['HTTP', httpApi, 'AWS::ApiGatewayV2::Api'],
] as const;

function certificate(stack: Stack) {
  return Certificate.fromCertificateArn(stack, 'Given', CERTIFICATE);
}

describe.each(APIS)('the tenant hosts of a %s API', (_, apiIn, type) => {
  function withDomain(given: Partial<TenantDomainProps> = {}) {
    const { keys, stack, template } = appWithKeys(undefined, BY_HOST);
    const api = apiIn(stack);
    keys.protect(api);
    new TenantDomain(stack, 'Tenants', {
      api,
      domainName: 'api.example.com',
      certificate: certificate(stack),
      ...given,
    });
    return { stack, template: template() };
  }

  it('MH-01: are all names with one label below the domain, served by the default stage', () => {
    const { template } = withDomain();
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: '*.api.example.com' });
    template.hasResource('AWS::ApiGatewayV2::ApiMapping', {
      Properties: {
        DomainName: { Ref: Match.stringLikeRegexp('^TenantsDomain') },
        ApiId: { Ref: Match.stringLikeRegexp('^Api') },
        ApiMappingKey: Match.absent(),
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('Stage')]),
    });
  });

  it('MH-08: are the only endpoints: HTTPS only, and the default endpoint is disabled', () => {
    const { template } = withDomain();
    template.allResourcesProperties(type, { DisableExecuteApiEndpoint: true });
    template.resourceCountIs('AWS::ApiGatewayV2::DomainName', 1);
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 0);
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });

  it('MH-09: require TLS 1.2 or later, with the given certificate', () => {
    withDomain().template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainNameConfigurations: [
        { SecurityPolicy: 'TLS_1_2', EndpointType: 'REGIONAL', CertificateArn: CERTIFICATE },
      ],
    });
  });

  it('have a new certificate by default, and records in the given hosted zone', () => {
    const { keys, stack, template } = appWithKeys(undefined, BY_HOST);
    const api = apiIn(stack);
    keys.protect(api);
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z1',
      zoneName: 'example.com',
    });
    new TenantDomain(stack, 'Tenants', { api, domainName: 'api.example.com', hostedZone });
    template().hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: '*.api.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: '*.api.example.com', HostedZoneId: 'Z1' }],
    });
    template().hasResourceProperties('AWS::Route53::RecordSet', {
      Name: '*.api.example.com.',
      Type: 'A',
      HostedZoneId: 'Z1',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TenantsDomain'), 'RegionalDomainName'] },
      },
    });
    withDomain().template.resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  it('disable a default endpoint that the app enabled', () => {
    const { keys, stack, template } = appWithKeys(undefined, BY_HOST);
    const api = apiIn(stack);
    keys.protect(api);
    const element = api.node.defaultChild;
    if (element instanceof CfnRestApi || element instanceof CfnApi) {
      element.addPropertyOverride('DisableExecuteApiEndpoint', false);
    }
    new TenantDomain(stack, 'Tenants', {
      api,
      domainName: 'api.example.com',
      certificate: certificate(stack),
    });
    template().allResourcesProperties(type, { DisableExecuteApiEndpoint: true });
  });
});

it.each([
  ...['', 'example', '*.api.example.com', 'https://api.example.com', 'API.example.com', 'api.example.com.'],
  ...['api..example.com', 'api.example.com/v1', '-api.example.com', 'api_1.example.com', '203.0.113.7'],
])('the domainName %j is rejected, with an example', (domainName) => {
  const stack = new Stack(temporaryApp(), 'Stack');
  expect(() => new TenantDomain(stack, 'Tenants', { api: httpApi(stack), domainName })).toThrow(
    `Invalid domainName '${domainName}'. Use a domain name in lower case like api.example.com`,
  );
});

it('a REST API is deployed again when its default endpoint is disabled', () => {
  const deploymentOf = (hasTenants: boolean) => {
    const stack = new Stack(temporaryApp(), 'Stack');
    const api = restApi(stack);
    if (hasTenants) {
      new TenantDomain(stack, 'Tenants', {
        api,
        domainName: 'api.example.com',
        certificate: certificate(stack),
      });
    }
    return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'));
  };
  expect(deploymentOf(true)).not.toEqual(deploymentOf(false));
});

it.each([
  ['an imported REST API', (stack: Stack) => RestApi.fromRestApiId(stack, 'Api', 'a1')],
  [
    'an imported HTTP API',
    (stack: Stack) => HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'a1' }),
  ],
  ['a REST API that is not deployed', (stack: Stack) => new RestApi(stack, 'Api', { deploy: false })],
  [
    'an HTTP API without a default stage',
    (stack: Stack) => new HttpApi(stack, 'Api', { createDefaultStage: false }),
  ],
])('%s is rejected, because it cannot have tenant hosts', (_, apiIn) => {
  const stack = new Stack(temporaryApp(), 'Backend');
  const api = apiIn(stack);
  expect(
    () =>
      new TenantDomain(stack, 'Tenants', {
        // @ts-expect-error The type excludes an imported API; JavaScript callers can pass it.
        api,
        domainName: 'api.example.com',
        certificate: certificate(stack),
      }),
  ).toThrow('Backend/Api cannot have tenant hosts');
});

describe.each(APIS)('protect() on a %s API', (_, apiIn) => {
  function warningsOf(props: ApiKeysProps, hasTenants: boolean) {
    const { keys, stack } = appWithKeys(undefined, props);
    const api = apiIn(stack);
    keys.protect(api);
    // Created after protect(), which an app may do.
    if (hasTenants) {
      new TenantDomain(stack, 'Tenants', {
        api,
        domainName: 'api.example.com',
        certificate: certificate(stack),
      });
    }
    const found = Annotations.fromStack(stack).findWarning('/Backend/Api', Match.stringLikeRegexp('tenant'));
    return found.map(({ entry }) => String(entry.data));
  }

  it('warns if the profile takes the tenant from the host and the API has no tenant hosts, with the next step', () => {
    expect(warningsOf(BY_HOST, false)).toEqual([
      expect.stringMatching(/every request is denied.*'mindhunters'.*Add: new TenantDomain\(this/),
    ]);
  });

  it.each([
    ['with tenant hosts', BY_HOST, true],
    ['if the Host header is trusted', { ...BY_HOST, trustedHost: 'host-header' }, false],
    ['if the key identifies the tenant', { profile: 'default' }, false],
  ] as const)('does not warn %s', (_case, props, hasTenants) => {
    expect(warningsOf(props, hasTenants)).toEqual([]);
  });
});
