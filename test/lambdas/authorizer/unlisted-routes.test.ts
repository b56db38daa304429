import { expect, it } from 'vitest';
import { defaultProvider } from '../../../lambdas/authorizer/no-credential-chain.ts';
import { EndpointCache } from '../../../lambdas/authorizer/no-endpoint-cache.ts';

it('a client without credentials is told that the authorizer bundles no chain to find any', () => {
  expect(defaultProvider).toThrow('give the client a credentials provider');
});

it('whoever needs event streams is told that the authorizer bundles none', async () => {
  await expect(import('../../../lambdas/authorizer/no-event-streams.ts')).rejects.toThrow(
    'DynamoDB has none',
  );
});

it('whoever turns endpoint discovery on is told that the authorizer bundles no cache for it', () => {
  expect(() => new EndpointCache().getEndpoint()).toThrow('leave AWS_ENABLE_ENDPOINT_DISCOVERY unset');
});
