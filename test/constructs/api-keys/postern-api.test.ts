import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { type Route, routeKey } from '../../../lib/contracts/http/route.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const PUBLIC_API = 'Serves key holders and the public; read-only';
const SELF_SERVICE = 'Manages keys and sessions for key holders';

function posternTemplate(profile?: string): Template {
  const stack = new Stack(temporaryApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys', { profile });
  return Template.fromStack(stack);
}

/** Whether the self-service function exists. */
function hasSelfService(template: Template): boolean {
  const found = template.findResources('AWS::Lambda::Function', {
    Properties: { Description: SELF_SERVICE },
  });
  return Object.keys(found).length === 1;
}

describe("Postern's own API", () => {
  it.each([...PROFILES.values()])(
    'has every admin route with IAM authorization, and the key-holder routes of the profile $name',
    ({ name, routes }) => {
      const template = posternTemplate(name);
      const signed = Object.values<Route>(adminRoutes).map(routeKey);
      const declared = [
        ...routes.map((operation) => keyHolderRoutes[operation]),
        ...Object.values(publicRoutes),
      ];
      const heads = declared.filter(({ method }) => method === 'GET').map(({ path }) => `HEAD ${path}`);
      const unchecked = [...declared.map(routeKey), ...heads];
      for (const [type, each] of [
        ['AWS_IAM', signed],
        ['NONE', unchecked],
      ] as const) {
        for (const RouteKey of each) {
          const properties = { RouteKey, AuthorizationType: type };
          template.resourcePropertiesCountIs(ROUTE, properties, 1);
        }
      }
      template.resourceCountIs(ROUTE, signed.length + unchecked.length);
      template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
    },
  );

  it.each([
    ['default', false],
    ['mindhunters', false],
    ['mindset', true],
    ['minds', true],
    ['mindkey', false],
    ['mindbridge', false],
  ])('has self-service only if the profile has it: %s, %s', (profile, expected) => {
    expect(hasSelfService(posternTemplate(profile))).toBe(expected);
  });

  it('integrates each route with the function that has its permissions', () => {
    const template = posternTemplate('minds');
    expect(functionOf(template, 'GET /api/v1/auth/me')).toContain('PublicApi');
    expect(functionOf(template, 'GET /openapi.json')).toContain('PublicApi');
    for (const key of ['GET', 'POST'].map((method) => `${method} /api/v1/api-keys`)) {
      expect(functionOf(template, key)).toContain('SelfService');
    }
    expect(functionOf(template, 'GET /admin/v1/tenants')).toContain('ControlApi');
  });

  it('removes the content type that API Gateway adds to a response without content', () => {
    const template = posternTemplate('minds');
    const removed = { Destination: 'remove:header.content-type', Source: '' };
    const integrations = Object.values(template.findResources('AWS::ApiGatewayV2::Integration'));
    expect(integrations).toHaveLength(3);
    for (const { Properties } of integrations) {
      expect(Properties.ResponseParameters).toEqual({ '204': { ResponseParameters: [removed] } });
    }
  });

  it('serves public routes with permission to read single items and to charge limits only', () => {
    const statements = statementsOfFunction(posternTemplate('minds'), PUBLIC_API);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      ...LOGS,
    ]);
    const writes = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(writes).toMatchObject([
      { Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysLimitsTable/), 'Arn'] } },
    ]);
  });

  it('passes the key profile to each function that decides on keys', () => {
    const template = posternTemplate('minds');
    for (const Description of [PUBLIC_API, SELF_SERVICE]) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Description,
        Environment: {
          Variables: {
            POSTERN_KEY_TABLE: Match.anyValue(),
            POSTERN_PROFILE: 'minds',
            POSTERN_PLANS: Match.stringLikeRegexp('"free"'),
            POSTERN_TRUSTED_HOST: 'domain-name',
          },
        },
      });
    }
  });

  it('lets the shared authorizer respond with policies, because APIs that it is attached to may cache', () => {
    posternTemplate('minds').hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Decides on API keys',
      Environment: { Variables: { POSTERN_HTTP_RESPONSE: 'policy' } },
    });
  });

  it('allows self-service to write only keys, sessions, their counts and events, and charges of limits', () => {
    const statements = statementsOfFunction(posternTemplate('minds'), SELF_SERVICE);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:PutItem',
      ...['dynamodb:Query', 'dynamodb:Query'],
      ...['dynamodb:UpdateItem', 'dynamodb:UpdateItem'],
      ...LOGS,
    ]);
    const updates = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(updates).toMatchObject([
      { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['owner-keys#*'] } } },
      { Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysLimitsTable/), 'Arn'] } },
    ]);
    const [put, ofUsage, ...more] = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(more).toEqual([]);
    expect(put?.Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['key#*', 'session#*', 'owner-keys#*', 'audit#*', 'idempotency#*'],
      },
    });
    expect(ofUsage).toMatchObject({
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] } },
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysUsageTable/), 'Arn'] },
    });
  });

  it('manages keys with item actions and queries only', () => {
    const statements = statementsOfFunction(posternTemplate(), 'Manages tenants, owners and keys');
    // On the key table, the limits table, the usage table and the audit table.
    expect(actionsOf(statements)).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      ...['dynamodb:GetItem', 'dynamodb:GetItem', 'dynamodb:GetItem', 'dynamodb:GetItem'],
      ...['dynamodb:PutItem', 'dynamodb:PutItem'],
      ...['dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query'],
      ...['dynamodb:UpdateItem', 'dynamodb:UpdateItem'],
      ...LOGS,
      'ssm:GetParameter',
      'ssm:GetParametersByPath',
    ]);
  });

  it('deploys automatically, because another stage would serve old routes', () => {
    posternTemplate().allResourcesProperties('AWS::ApiGatewayV2::Stage', { AutoDeploy: true });
  });
});

const route = z.object({
  Properties: z.object({ Target: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }) }),
});
const integration = z.object({
  Properties: z.object({
    IntegrationUri: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  }),
});

/** The logical ID of the function of a route. */
function functionOf(template: Template, key: string): string {
  const [found] = Object.values(template.findResources(ROUTE, { Properties: { RouteKey: key } }));
  const parts = route.parse(found).Properties.Target['Fn::Join'][1];
  const { Ref } = z.object({ Ref: z.string() }).parse(parts.at(-1));
  const target = template.findResources('AWS::ApiGatewayV2::Integration')[Ref];
  return integration.parse(target).Properties.IntegrationUri['Fn::GetAtt'][0];
}
