import { inject } from 'vitest';
import { createBucketStore } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import {
  createDynamoDBHttpClient,
  type DynamoDBHttpClient,
} from '../../lib/adapters/dynamodb-http/client.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { bucketStoreContract } from '../adapters/bucket-store.contract.ts';

const { endpointUrl, limitsTable } = inject('deployment');
const { endpoint, region, credentials } = rootClient(endpointUrl);
const client = createDynamoDBHttpClient({
  credentials: async () => credentials,
  variables: { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint },
});

/** The emulator takes longer than AWS for 64 requests at once. */
const patient: DynamoDBHttpClient = {
  call: (operation, input) => client.call(operation, input, { timeoutMs: 20_000, attempts: 1 }),
};

bucketStoreContract('buckets in the deployed table', createBucketStore(patient, limitsTable));
