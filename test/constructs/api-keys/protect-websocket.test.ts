import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnRoute,
  DomainName,
  WebSocketApi,
  type WebSocketApiProps,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { appWithKeys } from '../../support/app-with-keys.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const integration = () => new WebSocketMockIntegration('Mock');

function appWithWebSocketApi(
  props: WebSocketApiProps = { connectRouteOptions: { integration: integration() } },
) {
  const app = appWithKeys();
  const api = new WebSocketApi(app.stack, 'Api', props);
  new WebSocketStage(app.stack, 'Stage', { webSocketApi: api, stageName: 'prod', autoDeploy: true });
  return { ...app, api };
}

describe('protect() on a WebSocket API', () => {
  it('adds an authorizer without identity sources and without a cache to $connect, and to no other route', () => {
    const { api, keys, template } = appWithWebSocketApi();
    keys.protect(api, { permissions: { $connect: 'feed:read' } });
    api.addRoute('send', { integration: integration() });
    const found = template();
    found.resourcePropertiesCountIs(ROUTE, { AuthorizationType: 'CUSTOM' }, 1);
    found.hasResourceProperties(ROUTE, {
      RouteKey: '$connect',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('KeyAuthorizerRegistration') },
    });
    found.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: Match.absent(),
      AuthorizerResultTtlInSeconds: Match.absent(),
      AuthorizerPayloadFormatVersion: Match.absent(),
    });
    found.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { POSTERN_ROUTES: '{"$connect":"feed:read"}' } },
    });
  });

  it('protects a handshake that is added later or as an L1 construct, and can be monitored', () => {
    const { api, keys, stack, template } = appWithWebSocketApi({});
    keys.protect(api);
    keys.monitor(api, { ticket: new Topic(stack, 'Topic') });
    new CfnRoute(stack, 'Connect', { apiId: api.apiId, routeKey: '$connect' });
    template().resourcePropertiesCountIs(ROUTE, { AuthorizationType: 'CUSTOM' }, 1);
    template().resourceCountIs('AWS::CloudWatch::Alarm', 3);
  });

  it('fails the synthesis of an API without $connect, because it accepts every connection', () => {
    const { api, keys, stack } = appWithWebSocketApi({});
    keys.protect(api);
    expect(() => Template.fromStack(stack)).toThrow(/has no route \$connect.*connectRouteOptions/);
  });

  it('fails the synthesis of a stage that is deployed by hand, and of an unknown route in the options', () => {
    const { api, keys, stack } = appWithWebSocketApi();
    keys.protect(api, { permissions: { send: 'write' } });
    new WebSocketStage(stack, 'Manual', { webSocketApi: api, stageName: 'manual' });
    expect(() => Template.fromStack(stack)).toThrow(/Unknown route 'send'/);
    expect(() => Template.fromStack(stack)).toThrow(/Set its autoDeploy to true/);
  });

  it('fails the synthesis of a handshake with another authorization, without the advice to open it', () => {
    const { api, keys, stack } = appWithWebSocketApi({
      connectRouteOptions: { integration: integration(), authorizer: new WebSocketIamAuthorizer() },
    });
    keys.protect(api);
    expect(() => Template.fromStack(stack)).toThrow(
      /'\$connect' already has the authorization AWS_IAM\. Remove it$/m,
    );
  });

  it('warns that a profile with tenancy by host needs a wildcard domain, until a stage of the API has a mapping', () => {
    const { keys, stack } = appWithKeys({}, { profile: 'mindhunters' });
    const [, webSocketApi] = ['Unmapped', 'Mapped'].map((id) => {
      const api = new WebSocketApi(stack, id, { connectRouteOptions: { integration: integration() } });
      keys.protect(api);
      return api;
    });
    if (!webSocketApi) return expect.fail();
    const certificate = Certificate.fromCertificateArn(
      stack,
      'Certificate',
      'arn:aws:acm:eu-central-1:1:certificate/1',
    );
    const domainName = new DomainName(stack, 'Domain', { domainName: '*.ws.example.com', certificate });
    const stage = { stageName: 'prod', autoDeploy: true };
    new WebSocketStage(stack, 'Stage', { ...stage, webSocketApi, domainMapping: { domainName } });
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('noTenantDomain'));
    expect(found.map(({ id }) => id)).toEqual(['/Backend/Unmapped']);
    expect(JSON.stringify(found)).toContain('domainMapping of its WebSocketStage');
  });

  it.each([
    { open: ['$connect'] },
    { cors: { allowOrigin: '*' } },
    { throttle: { rateLimit: 1, burstLimit: 1 } },
  ] as const)('rejects the options %j', (options) => {
    const { api, keys } = appWithWebSocketApi();
    const untyped: { protect(api: WebSocketApi, options: object): void } = keys;
    expect(() => untyped.protect(api, options)).toThrow(
      /'cors', 'open' and 'throttle' are not for WebSocket APIs/,
    );
  });
});
