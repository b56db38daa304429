import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientOf } from './secret-store.ts';

/** Creates the client of each Region once. */
export function clientsByRegion(make: ClientOf): ClientOf {
  const clients = new Map<string, SecretsManagerClient>();
  return (region) => {
    const client = clients.get(region) ?? make(region);
    clients.set(region, client);
    return client;
  };
}
