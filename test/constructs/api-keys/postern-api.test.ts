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
import { throwAwayApp } from '../../support/temporary-app.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const PUBLIC_API = 'Answers key holders and anyone; changes nothing';
const SELF_SERVICE = 'Lets key holders manage keys and sessions of their own';

function posternTemplate(profile?: string): Template {
  const stack = new Stack(throwAwayApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys', { profile });
  return Template.fromStack(stack);
}

/** Whether the function is there that lets key holders change what is theirs. */
function hasSelfService(template: Template): boolean {
  const found = template.findResources('AWS::Lambda::Function', {
    Properties: { Description: SELF_SERVICE },
  });
  return Object.keys(found).length === 1;
}

describe("Postern's own API", () => {
  it.each([...PROFILES.values()])(
    'of the profile $name has every admin route, checked by IAM, and of the others those of the profile, which their functions check',
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
  ])('has self-service exactly where the profile does: %s, %s', (profile, expected) => {
    expect(hasSelfService(posternTemplate(profile))).toBe(expected);
  });

  it('answers each route from the function that has the rights for it', () => {
    const template = posternTemplate('minds');
    expect(functionOf(template, 'GET /api/v1/auth/me')).toContain('PublicApi');
    expect(functionOf(template, 'GET /openapi.json')).toContain('PublicApi');
    for (const key of ['GET', 'POST'].map((method) => `${method} /api/v1/api-keys`)) {
      expect(functionOf(template, key)).toContain('SelfService');
    }
    expect(functionOf(template, 'GET /admin/v1/tenants')).toContain('ControlApi');
  });

  it('removes the content type that API Gateway adds to a reply without content', () => {
    const template = posternTemplate('minds');
    const removed = { Destination: 'remove:header.content-type', Source: '' };
    const integrations = Object.values(template.findResources('AWS::ApiGatewayV2::Integration'));
    expect(integrations).toHaveLength(3);
    for (const { Properties } of integrations) {
      expect(Properties.ResponseParameters).toEqual({ '204': { ResponseParameters: [removed] } });
    }
  });

  it('answers key holders and anyone with the right to read single items alone', () => {
    const statements = statementsOfFunction(posternTemplate('minds'), PUBLIC_API);
    expect(actionsOf(statements)).toEqual(['dynamodb:GetItem', ...LOGS]);
  });

  it('tells whoever decides on keys by which contract', () => {
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

  it('lets key holders write nothing but keys, sessions and what is told of them', () => {
    const statements = statementsOfFunction(posternTemplate('minds'), SELF_SERVICE);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      ...LOGS,
    ]);
    const [put, ofUsage, ...more] = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(more).toEqual([]);
    expect(put?.Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['key#*', 'session#*', 'audit#*', 'idempotency#*'],
      },
    });
    expect(ofUsage).toMatchObject({
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] } },
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysUsageTable/), 'Arn'] },
    });
  });

  it('manages keys with item actions and listing alone', () => {
    const statements = statementsOfFunction(posternTemplate(), 'Manages tenants, owners and keys');
    // On the tables of keys, of usage and of the audit chain.
    expect(actionsOf(statements)).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      ...['dynamodb:GetItem', 'dynamodb:GetItem'],
      ...['dynamodb:PutItem', 'dynamodb:PutItem'],
      ...['dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query'],
      ...LOGS,
      'ssm:GetParametersByPath',
    ]);
  });

  it('deploys by itself: a stage that waited would serve old routes', () => {
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

/** The logical id of the function that answers a route. */
function functionOf(template: Template, key: string): string {
  const [found] = Object.values(template.findResources(ROUTE, { Properties: { RouteKey: key } }));
  const parts = route.parse(found).Properties.Target['Fn::Join'][1];
  const { Ref } = z.object({ Ref: z.string() }).parse(parts.at(-1));
  const target = template.findResources('AWS::ApiGatewayV2::Integration')[Ref];
  return integration.parse(target).Properties.IntegrationUri['Fn::GetAtt'][0];
}
