import { expect, it } from 'vitest';
import { defaultProvider } from '../../../lambdas/authorizer/no-credential-chain.ts';

it('a client without credentials is told that the authorizer bundles no chain to find any', () => {
  expect(defaultProvider).toThrow('give the client a credentials provider');
});

it('whoever needs event streams is told that the authorizer bundles none', async () => {
  await expect(import('../../../lambdas/authorizer/no-event-streams.ts')).rejects.toThrow(
    'DynamoDB has none',
  );
});
