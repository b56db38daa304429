import type { Stack } from 'aws-cdk-lib';
import { CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Construct, type IConstruct } from 'constructs';
import { expect, it } from 'vitest';
import { appWithKeys } from '../../support/app-with-keys.ts';

/** A RestApi of a second copy of aws-cdk-lib has a default child, but it is not an instance of our classes. */
class RestApiOfSecondCopy extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new CfnRestApi(this, 'Default', { name: 'orders' });
  }
}

it.each<[string, (stack: Stack) => IConstruct, RegExp]>([
  [
    'an AppSync API',
    (stack) => {
      const definition = Definition.fromSourceApis({ sourceApis: [] });
      return new GraphqlApi(stack, 'Api', { name: 'orders', definition });
    },
    /is an AppSync API, which protect\(\) does not support.*HTTP API/,
  ],
  [
    'an L1 API',
    (stack) => new CfnRestApi(stack, 'Api', { name: 'orders' }),
    /AWS::ApiGateway::RestApi.*Create it with RestApi/,
  ],
  [
    'an API of a second copy of aws-cdk-lib',
    (stack) => new RestApiOfSecondCopy(stack, 'Api'),
    /npm ls aws-cdk-lib/,
  ],
  ['an imported API', (stack) => RestApi.fromRestApiId(stack, 'Api', 'abc'), /is an API of another app/],
])('protect() rejects %s with the cause and the fix', (_, apiIn, message) => {
  const { keys, stack } = appWithKeys();
  const api = apiIn(stack);
  // @ts-expect-error The type excludes these APIs; JavaScript callers can pass it.
  expect(() => keys.protect(api)).toThrow(message);
});
