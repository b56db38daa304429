import { App, Aspects, Stack } from 'aws-cdk-lib';
import {
  ApiDefinition,
  AuthorizationType,
  MockIntegration,
  RestApi,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ApiKeys, type RestProtectOptions } from 'postern';
import { ApisStack } from './apis-stack.js';

/** The error of an app that protects an unsupported API. */
function errorOf(make: (apis: ApisStack) => RestApi | HttpApi, options?: RestProtectOptions): string {
  try {
    // The setting of older apps: aspects run only once.
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': false } });
    const apis = new ApisStack(app, 'Apis');
    const keys = new ApiKeys(new Stack(app, 'Keys'), 'Keys');
    keys.protect(make(apis), options);
    app.synth();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing';
}

const integration = new HttpUrlIntegration('More', 'https://orders.example.com');

process.stdout.write(
  JSON.stringify({
    'an API that is created from an OpenAPI document': errorOf(
      (stack) =>
        // @ts-expect-error The type excludes this API; JavaScript callers can pass it.
        new SpecRestApi(stack, 'Spec', { apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1' }) }),
    ),
    'an imported REST API': errorOf((stack) =>
      // @ts-expect-error The type excludes this API; JavaScript callers can pass it.
      RestApi.fromRestApiId(stack, 'Imported', 'a1'),
    ),
    'an imported HTTP API': errorOf((stack) =>
      // @ts-expect-error The type excludes this API; JavaScript callers can pass it.
      HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: 'a1' }),
    ),
    'a REST method with another authorizer': errorOf(({ rest }) => {
      rest.root.addMethod('PUT', undefined, { authorizationType: AuthorizationType.IAM });
      return rest;
    }),
    'an HTTP route with another authorizer': errorOf(({ http }) => {
      http.addRoutes({
        path: '/more',
        methods: [HttpMethod.PUT],
        integration,
        authorizer: new HttpIamAuthorizer(),
      });
      return http;
    }),
    'a route that is added too late': errorOf(({ rest }) => {
      let added = false;
      Aspects.of(rest.root.resourceForPath('orders')).add({
        visit: () => {
          if (!added) rest.root.addMethod('DELETE', new MockIntegration());
          added = true;
        },
      });
      return rest;
    }),
    'an open route that does not exist': errorOf(({ rest }) => rest, { open: ['GET /helth'] }),
  }),
);
