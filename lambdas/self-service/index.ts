import { randomBytes } from 'node:crypto';
import { createBackoff, createConflictBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createBucketStore } from '../../lib/adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../lib/adapters/dynamodb-http/credentials.ts';
import { selfServiceVariables } from '../../lib/contracts/environment/functions.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { withProbeReply } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, limitsTable, usageTable, auditRetentionDays, ...environment } = selfServiceVariables.read(
  process.env,
);
const log = (line: string) => process.stdout.write(line);
const backoff = createBackoff(Math.random);
const client = createStoreClient();
const store = createStore({
  client,
  table: keyTable,
  usageTable,
  auditRetentionDays,
  backoff: createConflictBackoff(Math.random),
});

export const handler = withProbeReply(
  log,
  createHandler({
    ...environment,
    store,
    usage: usageTable === undefined ? undefined : createUsageStore({ client, table: usageTable }),
    lookup: createLookup(store, environment),
    buckets: createBucketStore(
      createDynamoDBHttpClient({ credentials: environmentCredentials }),
      limitsTable,
    ),
    codecs: codecsOf(environment.profile),
    clock: Date.now,
    stopwatch: () => performance.now(),
    random: (count) => randomBytes(count),
    backoff,
    log,
  }),
);
