/**
 * Bundled in place of `@aws-sdk/credential-provider-node`, which would be a quarter of the authorizer's code. The client
 * has a credentials provider that reads the Lambda environment.
 */
export function defaultProvider(): never {
  throw new Error('no credential chain is bundled; give the client a credentials provider');
}
