import { Aspects } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ApiKeySourceType, CfnMethod, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import type { ApiKeysProps } from '../../../lib/constructs/api-keys/api-keys.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';

const WARNING = Match.stringLikeRegexp('makes callers send two keys');

interface Setup {
  readonly source?: ApiKeySourceType;
  readonly keys?: ApiKeysProps;
}

/** An API whose methods require an API Gateway key in four ways: by default, alone, added later, by an override. */
const REQUIRING = {
  'as a default of the API': (api: RestApi) => {
    api.root.addResource('plan', { defaultMethodOptions: { apiKeyRequired: true } }).addMethod('POST');
  },
  'on a single method': (api: RestApi) => {
    api.root.addResource('plan').addMethod('POST', undefined, { apiKeyRequired: true });
  },
  'by an aspect': (api: RestApi) => {
    api.root.addResource('plan').addMethod('POST');
    Aspects.of(api).add({
      visit: (node) => {
        if (node instanceof CfnMethod && node.httpMethod === 'POST') node.apiKeyRequired = true;
      },
    });
  },
  'by an override': (api: RestApi) => {
    const { node } = api.root.addResource('plan').addMethod('POST');
    if (node.defaultChild instanceof CfnMethod) {
      node.defaultChild.addPropertyOverride('ApiKeyRequired', true);
    }
  },
};

function appRequiringKeys(require: (api: RestApi) => void, { source, keys: props }: Setup, open?: string[]) {
  const { app, keys, stack } = appWithKeys(undefined, props);
  const api = new RestApi(stack, 'Api', {
    defaultIntegration: new MockIntegration(),
    ...(source && { apiKeySourceType: source }),
  });
  api.root.addMethod('GET');
  keys.protect(api, { open: open ?? [] });
  require(api);
  return { app, warnings: () => Annotations.fromStack(stack).findWarning('*', WARNING) };
}

describe.each(Object.entries(REQUIRING))('a method that requires an API Gateway key %s', (_, require) => {
  it('fails synthesis if the authorizer would have to return the key', () => {
    const { app } = appRequiringKeys(require, { source: ApiKeySourceType.AUTHORIZER });
    expect(() => app.synth()).toThrow(
      /POST \/plan: apiKeyRequired with apiKeySourceType AUTHORIZER.*Remove/s,
    );
  });

  it.each<[string, ApiKeysProps]>([
    ['the profile', { profile: 'mindset' }],
    ['the deployment', { credentialHeader: 'x-api-key' }],
  ])('fails synthesis if %s accepts keys only in x-api-key', (_source, keys) => {
    const { app } = appRequiringKeys(require, { keys });
    expect(() => app.synth()).toThrow(/POST \/plan: apiKeyRequired reads an API Gateway key in 'x-api-key'/);
  });

  it('synthesizes with a warning if keys can be sent in another header', () => {
    const { app, warnings } = appRequiringKeys(require, {});
    app.synth();
    expect(warnings()).toHaveLength(1);
  });

  it('is ignored on an open route', () => {
    const { app, warnings } = appRequiringKeys(require, { source: ApiKeySourceType.AUTHORIZER }, [
      'POST /plan',
    ]);
    app.synth();
    expect(warnings()).toEqual([]);
  });
});

it('a method that requires no API Gateway key causes no warning', () => {
  const { app, warnings } = appRequiringKeys(() => undefined, { source: ApiKeySourceType.AUTHORIZER });
  app.synth();
  expect(warnings()).toEqual([]);
});
