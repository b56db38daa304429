import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { HttpIntegration, LambdaRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import type { RestProtectOptions } from '../../../lib/constructs/api-keys/protect-options.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';

const ORIGIN = 'https://app.example.com';
const CORS = { allowOrigins: [ORIGIN] };
const BACKEND = 'https://backend.example.com';

function handlerIn(stack: Stack): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => ({})');
  return new LambdaFunction(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code,
  });
}

function restApi(stack: Stack, props: ConstructorParameters<typeof RestApi>[2] = {}): RestApi {
  const api = new RestApi(stack, 'Api', { defaultIntegration: new HttpIntegration(BACKEND), ...props });
  api.root.addMethod('GET');
  return api;
}

function httpApi(stack: Stack, routes: readonly [HttpMethod, string][], withCors = false): HttpApi {
  const corsPreflight = { allowOrigins: [ORIGIN], allowMethods: [CorsHttpMethod.ANY] };
  const api = new HttpApi(stack, 'Api', withCors ? { corsPreflight } : {});
  const integration = new HttpUrlIntegration('Backend', BACKEND);
  for (const [method, path] of routes) api.addRoutes({ path, methods: [method], integration });
  return api;
}

const { ANY, GET, OPTIONS } = HttpMethod;

interface Reports {
  readonly warnings?: readonly RegExp[];
  readonly infos?: readonly RegExp[];
}

type Case = [string, (stack: Stack) => RestApi | HttpApi, RestProtectOptions, Reports];

const DENIED = /OPTIONS \/(\{proxy\+\} )?.*need a key, which browsers do not send/;
const UNREADABLE = /denials have no CORS headers/;

/** The warnings and info messages on preflights and denials. */
function textsOf(found: ReturnType<Annotations['findWarning']>): string[] {
  return found.map(({ entry }) => `${entry.data}`).filter((text) => /preflight|denials/.test(text));
}

describe.each<Case>([
  [
    'a RestApi with defaultCorsPreflightOptions',
    (stack) => restApi(stack, { defaultCorsPreflightOptions: CORS }),
    {},
    {},
  ],
  ['a RestApi without CORS', (stack) => restApi(stack), {}, {}],
  [
    'a RestApi whose backend answers preflights',
    (stack) => {
      const api = restApi(stack);
      api.root.addMethod('OPTIONS');
      return api;
    },
    {},
    { warnings: [/defaultCorsPreflightOptions.*open: \['OPTIONS \/'\]/, /cors: \{ allowOrigin/] },
  ],
  [
    'a RestApi whose backend answers open preflights',
    (stack) => {
      const api = restApi(stack);
      api.root.addMethod('OPTIONS');
      return api;
    },
    { open: ['OPTIONS /'], cors: { allowOrigin: ORIGIN } },
    {},
  ],
  [
    'a RestApi with an OPTIONS method that is not for browsers',
    (stack) => {
      const api = restApi(stack);
      api.root.addMethod('OPTIONS');
      return api;
    },
    { permissions: { 'OPTIONS /': 'read' }, cors: { allowOrigin: ORIGIN } },
    {},
  ],
  [
    'a LambdaRestApi without CORS',
    (stack) => new LambdaRestApi(stack, 'Api', { handler: handlerIn(stack) }),
    {},
    {
      infos: [
        /reach ANY \/, ANY \/\{proxy\+\}, which need a key.*defaultCorsPreflightOptions.*open: \['OPTIONS/,
      ],
    },
  ],
  [
    'a LambdaRestApi that serves pages',
    (stack) => new LambdaRestApi(stack, 'Api', { handler: handlerIn(stack) }),
    { cors: { allowOrigin: ORIGIN } },
    { warnings: [/reach ANY \/, ANY \/\{proxy\+\}/] },
  ],
  [
    'a LambdaRestApi with defaultCorsPreflightOptions',
    (stack) =>
      new LambdaRestApi(stack, 'Api', { handler: handlerIn(stack), defaultCorsPreflightOptions: CORS }),
    {},
    {},
  ],
  ['an HttpApi without CORS', (stack) => httpApi(stack, [[GET, '/hello']]), {}, {}],
  ['an HttpApi with corsPreflight', (stack) => httpApi(stack, [[GET, '/hello']], true), {}, {}],
  [
    'an HttpApi whose backend answers preflights',
    (stack) =>
      httpApi(stack, [
        [GET, '/hello'],
        [OPTIONS, '/{proxy+}'],
      ]),
    {},
    { warnings: [/corsPreflight.*open: \['OPTIONS \/\{proxy\+\}'\]/, UNREADABLE] },
  ],
  [
    'an HttpApi with corsPreflight and an OPTIONS route, which takes precedence',
    (stack) => httpApi(stack, [[OPTIONS, '/hello']], true),
    {},
    { warnings: [DENIED] },
  ],
  [
    'an HttpApi with a proxy and without CORS',
    (stack) => httpApi(stack, [[ANY, '/{proxy+}']]),
    {},
    { infos: [/reach ANY \/\{proxy\+\}, which need a key/] },
  ],
  [
    'an HttpApi with corsPreflight and a proxy, which takes precedence',
    (stack) => httpApi(stack, [[ANY, '/{proxy+}']], true),
    {},
    { warnings: [/replace ANY or \$default with the methods of the route/] },
  ],
  [
    'an HttpApi with corsPreflight, a proxy and an open OPTIONS route',
    (stack) =>
      httpApi(
        stack,
        [
          [ANY, '/{proxy+}'],
          [OPTIONS, '/{proxy+}'],
        ],
        true,
      ),
    { open: ['OPTIONS /{proxy+}'] },
    {},
  ],
  [
    'an HttpApi with corsPreflight and a default route',
    (stack) => {
      const defaultIntegration = new HttpUrlIntegration('Backend', BACKEND);
      return new HttpApi(stack, 'Api', { corsPreflight: CORS, defaultIntegration });
    },
    {},
    { warnings: [/reach \$default.*add OPTIONS \/\{proxy\+\}/] },
  ],
])('%s', (_, apiIn, options, { warnings = [], infos = [] }) => {
  it('reports at synth which calls of pages fail, with the next step', () => {
    const { app, keys, stack } = appWithKeys();
    keys.protect(apiIn(stack), options);
    app.synth();
    const found = Annotations.fromStack(stack);
    const anything = Match.anyValue();
    expect(textsOf(found.findWarning('*', anything))).toEqual(
      warnings.map((warning) => expect.stringMatching(warning)),
    );
    expect(textsOf(found.findInfo('*', anything))).toEqual(infos.map((info) => expect.stringMatching(info)));
  });
});
