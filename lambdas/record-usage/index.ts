import { SSMClient } from '@aws-sdk/client-ssm';
import { createBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { usageVariables } from '../../lib/contracts/environment/usage.ts';
import { createUsageCache } from '../../lib/core/usage/usage-cache.ts';
import { createHandler } from './handler.ts';
import { createFindSource } from './known-sources.ts';

const { usageTable } = usageVariables.read(process.env);
const store = createUsageStore({ client: createStoreClient(), table: usageTable });

export const handler = createHandler({
  usageTable,
  store,
  known: createUsageCache(store),
  findSource: createFindSource(createSources(new SSMClient(), usageTable), Date.now),
  clock: Date.now,
  backoff: createBackoff(Math.random),
  log: (line) => process.stdout.write(line),
});
