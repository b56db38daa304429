import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { ConsoleUserPool } from '../../../lib/constructs/console-users/console-user-pool.ts';
import type { ConsoleUserSource } from '../../../lib/constructs/console-users/console-user-source.ts';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { type Route, routeKey } from '../../../lib/contracts/http/route.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const AUTHORIZER = 'AWS::ApiGatewayV2::Authorizer';
const ISSUER = { issuer: 'https://id.example/', audience: 'postern', scope: 'keys' };
const routes: readonly Route[] = [...Object.values(consoleRoutes), ...Object.values(consoleUserRoutes)];

function templateWith(consoleUsers?: (scope: Stack) => ConsoleUserSource): Template {
  const stack = new Stack(temporaryApp(), 'Stack', { env: { region: 'eu-central-1' } });
  new ApiKeys(stack, 'ApiKeys', consoleUsers && { consoleUsers: consoleUsers(stack) });
  return Template.fromStack(stack);
}

function withDirectory(): Template {
  const callbackUrls = ['http://localhost/callback'];
  return templateWith((stack) => ({ directory: new ConsoleUserPool(stack, 'ConsoleUsers'), callbackUrls }));
}

function consoleRoutesOf(template: Template): readonly string[] {
  return Object.values(template.findResources(ROUTE))
    .map(({ Properties }): string => Properties.RouteKey)
    .filter((key) => key.includes('/console/'));
}

describe('the console routes', () => {
  it('do not exist without console users', () => {
    const template = templateWith();
    expect(consoleRoutesOf(template)).toEqual([]);
    template.resourceCountIs('AWS::Cognito::UserPool', 0);
  });

  it.each([
    ['a user pool', withDirectory, 'postern/console'],
    ['an issuer', () => templateWith(() => ISSUER), 'keys'],
  ])('of %s require a token with the scope', (_, template, scope) => {
    const made = template();
    expect(consoleRoutesOf(made).toSorted()).toEqual(routes.map(routeKey).toSorted());
    made.resourcePropertiesCountIs(
      ROUTE,
      {
        RouteKey: Match.stringLikeRegexp('/console/'),
        AuthorizationType: 'JWT',
        AuthorizationScopes: [scope],
      },
      routes.length,
    );
  });

  it('of a user pool accept the tokens of its app client', () => {
    const pool = { Ref: Match.stringLikeRegexp('^ConsoleUsersUserPool') };
    withDirectory().hasResourceProperties(AUTHORIZER, {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: Match.stringLikeRegexp('ConsoleApp') }],
        Issuer: {
          'Fn::Join': ['', ['https://cognito-idp.eu-central-1.', { Ref: 'AWS::URLSuffix' }, '/', pool]],
        },
      },
    });
  });

  it('of another issuer accept tokens with exactly that issuer and audience', () => {
    const template = templateWith(() => ({ ...ISSUER, roleClaim: 'roles' }));
    template.hasResourceProperties(AUTHORIZER, {
      JwtConfiguration: { Audience: ['postern'], Issuer: 'https://id.example/' },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          POSTERN_CONSOLE_USERS_ISSUER: 'https://id.example/',
          POSTERN_CONSOLE_USERS_SCOPE: 'keys',
          POSTERN_CONSOLE_USERS_ROLE_CLAIM: 'roles',
        }),
      },
    });
    template.resourceCountIs('AWS::Cognito::UserPool', 0);
  });

  it.each([
    [{ issuer: 'id.example' }, "Invalid issuer of consoleUsers 'id.example'. Use an HTTPS URL"],
    [{ issuer: 'http://id.example' }, "Invalid issuer of consoleUsers 'http://id.example'. Use an HTTPS URL"],
    [{ issuer: 'https://id.example?x' }, "Invalid issuer of consoleUsers 'https://id.example?x'"],
    [{ audience: '' }, 'The audience of consoleUsers is empty'],
    [{ scope: '' }, "Invalid scope of consoleUsers ''. Use one scope"],
    [{ scope: 'a b' }, "Invalid scope of consoleUsers 'a b'. Use one scope"],
  ])('are rejected at synth for %j', (invalid, message) => {
    expect(() => templateWith(() => ({ ...ISSUER, ...invalid }))).toThrow(message);
  });
});
