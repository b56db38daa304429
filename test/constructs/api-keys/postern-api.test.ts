import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { routeKey } from '../../../lib/contracts/http/route.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';
import { throwAwayApp } from '../../support/throw-away-app.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function posternTemplate(): Template {
  const stack = new Stack(throwAwayApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys');
  return Template.fromStack(stack);
}

describe("Postern's own API", () => {
  it('has every admin route, checked by IAM, the ping, checked by a key, its description, open, and no other', () => {
    const template = posternTemplate();
    const operations = Object.values(adminRoutes);
    for (const route of operations) {
      const properties = { RouteKey: routeKey(route), AuthorizationType: 'AWS_IAM' };
      template.resourcePropertiesCountIs(ROUTE, properties, 1);
    }
    template.hasResourceProperties(ROUTE, {
      RouteKey: 'GET /ping',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('KeyAuthorizerRegistration') },
    });
    template.hasResourceProperties(ROUTE, { RouteKey: 'GET /openapi.json', AuthorizationType: 'NONE' });
    template.resourceCountIs(ROUTE, operations.length + 2);
  });

  it('answers the ping to any accepted key, whatever it may do', () => {
    posternTemplate().hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Decides on API keys',
      Environment: { Variables: { POSTERN_ROUTES: JSON.stringify({ 'GET /ping': null }) } },
    });
  });

  it('answers key holders with no right to any data, nor the name of the table', () => {
    const template = posternTemplate();
    const description = "Answers key holders; has no right to Postern's data";
    expect(actionsOf(statementsOfFunction(template, description))).toEqual(LOGS);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: description,
      Environment: Match.absent(),
    });
  });

  it('manages keys with item actions and listing alone', () => {
    const statements = statementsOfFunction(posternTemplate(), 'Manages tenants, owners and keys');
    expect(actionsOf(statements)).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      ...LOGS,
    ]);
  });

  it('deploys by itself: a stage that waited would serve old routes', () => {
    posternTemplate().allResourcesProperties('AWS::ApiGatewayV2::Stage', { AutoDeploy: true });
  });
});
