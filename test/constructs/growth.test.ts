import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { appWithKeys } from '../support/app-with-keys.ts';

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

const scale = readFileSync(join(import.meta.dirname, '../../docs/scale.md'), 'utf8');

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
