import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { createBucketReader, createBucketStore } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../lib/adapters/dynamodb-http/credentials.ts';
import { createItemReader } from '../../lib/adapters/dynamodb-http/read-item.ts';
import { publicApiVariables } from '../../lib/contracts/environment/functions.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { withProbeReply } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, limitsTable, ...environment } = publicApiVariables.read(process.env);
const client = createDynamoDBHttpClient({ credentials: environmentCredentials });

const log = (line: string) => process.stdout.write(line);

export const handler = withProbeReply(
  log,
  createHandler({
    ...environment,
    lookup: createLookup(createKeyReader(createItemReader(client, keyTable)), environment),
    buckets: { ...createBucketStore(client, limitsTable), ...createBucketReader(client, limitsTable) },
    clock: Date.now,
    stopwatch: () => performance.now(),
    log,
  }),
);
