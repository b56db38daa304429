import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createBucketStore } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../lib/adapters/dynamodb-http/credentials.ts';
import { createItemReader } from '../../lib/adapters/dynamodb-http/read-item.ts';
import { accessVariables, httpResponse } from '../../lib/contracts/environment/access.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { createHandler } from './handler.ts';
import { prewarm } from './prewarm.ts';

const { keyTable, limitsTable, ...environment } = accessVariables.read(process.env);
const client = createDynamoDBHttpClient({ credentials: environmentCredentials });
const deps = {
  ...environment,
  httpResponse: httpResponse.read(process.env),
  lookup: createLookup(createKeyReader(createItemReader(client, keyTable)), environment),
  buckets: createBucketStore(client, limitsTable),
  clock: Date.now,
  stopwatch: () => performance.now(),
};

await prewarm(createHandler({ ...deps, write: () => {} }), environment.profile, 500);

export const handler = createHandler({ ...deps, write: (line) => process.stdout.write(line) });
