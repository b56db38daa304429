import { createHandler } from '../../../lambdas/authorizer/handler.ts';
import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { createBucketStore } from '../../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../../lib/adapters/dynamodb-http/credentials.ts';
import { createItemReader } from '../../../lib/adapters/dynamodb-http/read-item.ts';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';

/** The authorizer without its read during INIT: what loading alone costs. */
const { keyTable, limitsTable, ...environment } = accessVariables.read(process.env);
const client = createDynamoDBHttpClient({ credentials: environmentCredentials });

export const handler = createHandler({
  ...environment,
  httpResponse: 'simple',
  lookup: createLookup(createKeyReader(createItemReader(client, keyTable)), { tenantSuspension: false }),
  buckets: createBucketStore(client, limitsTable),
  clock: Date.now,
  stopwatch: () => performance.now(),
  write: (line) => process.stdout.write(line),
});
