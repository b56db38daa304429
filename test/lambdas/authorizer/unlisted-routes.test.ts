import { expect, it } from 'vitest';
import { defaultProvider } from '../../../lambdas/authorizer/no-credential-chain.ts';
import { EndpointCache } from '../../../lambdas/authorizer/no-endpoint-cache.ts';

it('rejects a client without credentials, because no credential chain is bundled', () => {
  expect(defaultProvider).toThrow('give the client a credentials provider');
});

it('rejects event streams, which are not bundled', async () => {
  await expect(import('../../../lambdas/authorizer/no-event-streams.ts')).rejects.toThrow(
    'DynamoDB has none',
  );
});

it('rejects endpoint discovery, whose cache is not bundled', () => {
  expect(() => new EndpointCache().getEndpoint()).toThrow('leave AWS_ENABLE_ENDPOINT_DISCOVERY unset');
});
