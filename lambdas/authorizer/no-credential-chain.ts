/**
 * Bundled in place of `@aws-sdk/credential-provider-node`, which would be a quarter of the authorizer's code: a
 * Lambda's credentials are in its environment, and the client is given a provider that reads them there.
 */
export function defaultProvider(): never {
  throw new Error('no credential chain is bundled; give the client a credentials provider');
}
