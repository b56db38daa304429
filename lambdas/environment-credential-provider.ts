import { environmentCredentials } from '../lib/adapters/dynamodb-http/credentials.ts';

/**
 * Bundled in place of `@aws-sdk/credential-provider-node` in all functions, because Lambda sets the credentials in the
 * environment. The chain of the SDK tries five more sources and loads `node:http`, which takes a third of the load time.
 */
export function defaultProvider(): typeof environmentCredentials {
  return environmentCredentials;
}
