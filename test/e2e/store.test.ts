import { inject } from 'vitest';
import { createCascades } from '../../lib/adapters/dynamodb/cascades.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { createItemReader } from '../../lib/adapters/dynamodb-http/read-item.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { decisionReads, storeContract } from '../adapters/store.contract.ts';
import { readAuditEvents } from '../support/audit-events.ts';
import { deployedKeyTable } from './support/key-table.ts';

storeContract('the store in the deployed table', () => ({
  store: createStore({ ...deployedKeyTable, backoff: async () => {} }),
  cascades: createCascades(deployedKeyTable),
  eventsOf: (tenant) => readAuditEvents(deployedKeyTable, tenant, '2027-01-31'),
}));

decisionReads('the store in the deployed table, read with the client of an authorizer', () => {
  const { endpoint, region, credentials } = rootClient(inject('deployment').endpointUrl);
  const client = createDynamoDBHttpClient({
    credentials: async () => credentials,
    variables: { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint },
  });
  return {
    store: {
      ...createStore({ ...deployedKeyTable, backoff: async () => {} }),
      ...createKeyReader(createItemReader(client, deployedKeyTable.table)),
    },
    cascades: createCascades(deployedKeyTable),
    eventsOf: (tenant) => readAuditEvents(deployedKeyTable, tenant, '2027-01-31'),
  };
});
