import { inject } from 'vitest';
import { createCascades } from '../../lib/adapters/dynamodb/cascades.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createBucketReader } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { createItemReader } from '../../lib/adapters/dynamodb-http/read-item.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { decisionReads, storeContract } from '../adapters/store.contract.ts';
import { readAuditEvents } from '../support/audit-events.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { endpointUrl, limitsTable } = inject('deployment');
const { endpoint, region, credentials } = rootClient(endpointUrl);
const httpClient = createDynamoDBHttpClient({
  credentials: async () => credentials,
  variables: { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint },
});
const deployed = {
  store: createStore({ ...deployedKeyTable, limitsTable, backoff: async () => {} }),
  cascades: createCascades(deployedKeyTable),
  buckets: createBucketReader(httpClient, limitsTable),
  eventsOf: (tenant: string) => readAuditEvents(deployedKeyTable, tenant, '2027-01-31'),
};

storeContract('the store in the deployed table', () => deployed);

decisionReads('the store in the deployed table, read with the client of an authorizer', () => ({
  ...deployed,
  store: { ...deployed.store, ...createKeyReader(createItemReader(httpClient, deployedKeyTable.table)) },
}));
