import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { appWithKeys } from '../support/app-with-keys.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const scale = readFileSync(join(import.meta.dirname, '../../docs/scale.md'), 'utf8');

/** Resource types that add an entry to a policy or a configuration of another resource, whose size AWS limits. */
const ATTACHING = [
  'AWS::KMS::Alias',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
];

function addApi(stack: Stack, n: number): HttpApi {
  const api = new HttpApi(stack, `Api${n}`);
  const integration = new HttpUrlIntegration(`Backend${n}`, 'https://backend.example.com');
  api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration });
  return api;
}

/** The template of the deployment, and that of the stack with `count` protected and monitored APIs. */
function protecting(count: number) {
  const { keys, keysStack, stack } = appWithKeys(undefined, { stage: 'prod' });
  for (let n = 0; n < count; n++) keys.protect(addApi(stack, n));
  return { own: Template.fromStack(keysStack).toJSON(), apis: Template.fromStack(stack) };
}

describe('protected APIs', () => {
  it('do not change the stack of the deployment: it is equal for 1 and for 20', () => {
    expect(protecting(20).own).toEqual(protecting(1).own);
  });

  it('attach nothing to a resource of another stack', () => {
    const stack = new Stack(appWithKeys().app, 'Other', {});
    const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' });
    keys.protect(addApi(stack, 1));
    for (const template of [protecting(1).apis, Template.fromStack(stack)]) {
      const own = Object.keys(template.toJSON().Resources);
      for (const type of ATTACHING) {
        for (const { Properties } of Object.values(template.findResources(type))) {
          const target = JSON.stringify(Properties.FunctionName ?? Properties);
          expect(own.some((id) => target.includes(`"${id}"`))).toBe(true);
        }
      }
    }
  });
});

describe('a stack', () => {
  /** The number of resources of the stack, with the APIs alone and with their protection. */
  function sizes(protect: boolean): number {
    const stack = new Stack(temporaryApp(), 'Orders');
    const httpApi = addApi(stack, 1);
    const restApi = new RestApi(stack, 'Rest', { defaultIntegration: new MockIntegration() });
    restApi.root.addMethod('GET');
    if (protect) {
      const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' });
      for (const api of [httpApi, restApi]) {
        keys.protect(api);
        keys.monitor(api);
      }
    }
    return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
  }

  it('gets at most 40 resources for a REST API and an HTTP API with alarms that attach to a stage', () => {
    const added = sizes(true) - sizes(false);
    expect(added).toBeLessThanOrEqual(40);
    expect(scale).toContain(
      `A stack with one protected REST API and one HTTP API, with alarms, has ${added} more.`,
    );
  });

  it('gets the documented number of resources for ApiKeys of its own', () => {
    const { keysStack } = appWithKeys(undefined, { stage: 'prod' });
    const own = Object.keys(Template.fromStack(keysStack).toJSON().Resources).length;
    expect(scale).toContain(`\`new ApiKeys()\` in the same stack adds ${own} more`);
  });
});

/** The number that docs/scale.md names for a ceiling. */
function documented(ceiling: string): number {
  const [, number = ''] = new RegExp(`^\\| ${ceiling} +\\| (\\d+)`, 'm').exec(scale) ?? [];
  return Number(number);
}

describe('docs/scale.md has the number from which synthesis warns or fails, for', () => {
  it('the permissions of routes of one API', () => {
    const fits = (count: number) => {
      const { keys, stack } = appWithKeys();
      const api = new HttpApi(stack, 'Api');
      const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
      const paths = Array.from({ length: count }, (_, n) => `/orders/${String(n).padStart(4, '0')}/{id}`);
      for (const path of paths) api.addRoutes({ path, methods: [HttpMethod.GET], integration });
      try {
        keys.protect(api, {
          permissions: Object.fromEntries(paths.map((path) => [`GET ${path}`, 'orders:read'])),
        });
        return true;
      } catch {
        return false;
      }
    };
    const ceiling = documented('Permissions of routes');
    expect([fits(ceiling - 1), fits(ceiling)]).toEqual([true, false]);
  });

  it.each([
    [
      'Tenants of one IAM role',
      (stack: Stack) => new Role(stack, 'Admin', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    ],
    ['Tenants of one IAM user', (stack: Stack) => new User(stack, 'Admin')],
  ] as const)('%s', (ceiling, create) => {
    const fits = (count: number) => {
      const { keys, keysStack, stack } = appWithKeys();
      const tenants = Array.from({ length: count }, (_, n) => `tenant-${String(n).padStart(8, '0')}`);
      keys.grantAdmin(create(stack), { tenants, role: 'app-admin' });
      return (
        Annotations.fromStack(keysStack).findWarning('*', Match.stringLikeRegexp('tenants')).length === 0
      );
    };
    const from = documented(ceiling);
    expect([fits(from - 1), fits(from)]).toEqual([true, false]);
  });
});
