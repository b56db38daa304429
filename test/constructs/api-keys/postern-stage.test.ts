import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiKeys, type ApiKeysProps } from '../../../lib/constructs/api-keys/api-keys.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const STAGE = 'AWS::ApiGatewayV2::Stage';

function posternTemplate(props?: ApiKeysProps): Template {
  const stack = new Stack(temporaryApp(), 'Stack');
  new ApiKeys(stack, 'ApiKeys', props);
  return Template.fromStack(stack);
}

function limits(rate: number, burst: number) {
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
}

const stages = z.record(
  z.string(),
  z.object({
    DependsOn: z.array(z.string()),
    Properties: z.object({
      RouteSettings: z.record(z.string(), z.unknown()),
      AccessLogSettings: z.object({ DestinationArn: z.unknown(), Format: z.string() }),
    }),
  }),
);

function stageOf(template: Template) {
  const [stage] = Object.values(stages.parse(template.findResources(STAGE)));
  if (!stage) throw new Error('the API has no stage');
  return stage;
}

describe("the stage of Postern's own API", () => {
  let byDefault: Template;
  beforeAll(() => {
    byDefault = posternTemplate();
  });

  it('has a limit for admin routes and a separate limit for each public route', () => {
    byDefault.hasResourceProperties(STAGE, {
      DefaultRouteSettings: limits(50, 100),
      RouteSettings: { 'GET /ping': limits(100, 200) },
    });
  });

  it('accepts other limits', () => {
    const throttle = {
      admin: { rateLimit: 5, burstLimit: 10 },
      public: { rateLimit: 20, burstLimit: 30 },
    };
    posternTemplate({ throttle }).hasResourceProperties(STAGE, {
      DefaultRouteSettings: limits(5, 10),
      RouteSettings: { 'GET /ping': limits(20, 30) },
    });
  });

  it('limits every route without IAM authorization, after these routes exist', () => {
    const template = posternTemplate({ profile: 'minds' });
    const open = template.findResources('AWS::ApiGatewayV2::Route', {
      Properties: { AuthorizationType: Match.not('AWS_IAM') },
    });
    const routes = z
      .record(z.string(), z.object({ Properties: z.object({ RouteKey: z.string() }) }))
      .parse(open);
    const { DependsOn, Properties } = stageOf(template);
    expect(Object.keys(Properties.RouteSettings).sort()).toEqual(
      Object.values(routes)
        .map((route) => route.Properties.RouteKey)
        .sort(),
    );
    expect(DependsOn).toEqual(expect.arrayContaining(Object.keys(routes)));
  });

  it('logs the caller, route and status, without path and query', () => {
    const format = z
      .record(z.string(), z.string())
      .parse(JSON.parse(stageOf(byDefault).Properties.AccessLogSettings.Format));
    expect(Object.values(format).sort()).toEqual([
      '$context.authorizer.claims.sub',
      '$context.identity.userArn',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.routeKey',
      '$context.status',
    ]);
  });

  it('sets the retention of every log', () => {
    const asked = posternTemplate({ logRetention: RetentionDays.SIX_MONTHS });
    asked.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 180 });
    byDefault.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });
});
