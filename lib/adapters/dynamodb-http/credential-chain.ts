import type { Credentials } from './credentials.ts';

/** The default credential chain of the SDK, loaded on first use. It renews credentials that expire. */
export function credentialChain(): Credentials {
  let chain: Promise<Credentials> | undefined;
  return async () => {
    chain ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider());
    return (await chain)();
  };
}
