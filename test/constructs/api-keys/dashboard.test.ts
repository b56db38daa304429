import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ApiKeys, type ApiKeysProps } from '../../../lib/constructs/api-keys/api-keys.ts';
import { ConsoleUserPool } from '../../../lib/constructs/console-users/console-user-pool.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const DESCRIPTION = 'Serves the dashboard; no access to data';
const ROUTES = ['GET /dashboard', 'HEAD /dashboard', 'GET /dashboard/{file+}', 'HEAD /dashboard/{file+}'];

function templateWith(props: (stack: Stack) => ApiKeysProps): Template {
  const stack = new Stack(temporaryApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys', props(stack));
  return Template.fromStack(stack);
}

const withPool = (props: ApiKeysProps = {}) =>
  templateWith((stack) => ({
    ...props,
    consoleUsers: {
      directory: new ConsoleUserPool(stack, 'ConsoleUsers'),
      callbackUrls: ['http://localhost/callback'],
    },
  }));

function dashboardRoutes(template: Template): string[] {
  return Object.values(template.findResources(ROUTE))
    .map(({ Properties }) => String(Properties.RouteKey))
    .filter((key) => key.includes('/dashboard'));
}

describe('the dashboard', () => {
  it('is served without an authorizer to console users of a user pool', () => {
    const template = withPool();
    expect(dashboardRoutes(template).sort()).toEqual([...ROUTES].sort());
    for (const RouteKey of ROUTES)
      template.hasResourceProperties(ROUTE, { RouteKey, AuthorizationType: 'NONE' });
  });

  it('can only write its log', () => {
    const statements = statementsOfFunction(withPool(), DESCRIPTION);
    expect([...actionsOf(statements)].sort()).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  it('is a redirect and sign-out URL of the user pool', () => {
    const url = Match.objectLike({ 'Fn::Join': ['', Match.arrayWith(['/dashboard'])] });
    withPool().hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: ['http://localhost/callback', url],
      LogoutURLs: [url],
    });
  });

  it('has the throttling limits of the public routes', () => {
    withPool().hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: Match.objectLike({
        'GET /dashboard/{file+}': Match.objectLike({ ThrottlingRateLimit: 100 }),
      }),
    });
  });

  it('can be served by a development server, if its origin is allowed, without credentials of the browser', () => {
    const template = withPool({ developmentOrigins: ['http://localhost:5173'] });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowOrigins: ['http://localhost:5173'],
        AllowMethods: Match.arrayWith(['PATCH']),
        AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        AllowCredentials: Match.absent(),
        ExposeHeaders: ['retry-after'],
        MaxAge: 600,
      },
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: Match.arrayWith(['http://localhost:5173/dashboard']),
      LogoutURLs: Match.arrayWith(['http://localhost:5173/dashboard']),
    });
    withPool().hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });

  it.each([
    'https://keys.example.com',
    'http://localhost.example.com:5173',
    'http://localhost:5173/',
    'http://localhost:*',
    'http://127.0.0.1:5173',
    '*',
  ])('rejects the origin %s of a development server', (origin) => {
    expect(() => withPool({ developmentOrigins: [origin] })).toThrow(/Invalid origin in developmentOrigins/);
  });

  it('uses the client of another issuer, or its audience', () => {
    const issuer = { issuer: 'https://id.example', audience: 'keys', scope: 'keys' };
    for (const [source, clientId] of [
      [issuer, 'keys'],
      [{ ...issuer, clientId: 'browser' }, 'browser'],
    ] as const) {
      templateWith(() => ({ consoleUsers: source })).hasResourceProperties('AWS::Lambda::Function', {
        Description: DESCRIPTION,
        Environment: { Variables: Match.objectLike({ POSTERN_DASHBOARD_CLIENT_ID: clientId }) },
      });
    }
  });

  it.each([
    ['without console users', () => templateWith(() => ({}))],
    ['if it is disabled', () => withPool({ dashboard: false })],
  ])('does not exist %s', (_, template) => {
    const found = template();
    expect(dashboardRoutes(found)).toEqual([]);
    expect(
      found.findResources('AWS::Lambda::Function', { Properties: { Description: DESCRIPTION } }),
    ).toEqual({});
    for (const client of Object.values(found.findResources('AWS::Cognito::UserPoolClient'))) {
      expect(client.Properties.CallbackURLs).toEqual(['http://localhost/callback']);
      expect(client.Properties.LogoutURLs).toBeUndefined();
    }
  });
});
