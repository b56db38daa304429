import { SSMClient } from '@aws-sdk/client-ssm';
import { createConflictBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { readParameter } from '../../lib/adapters/systems-manager/parameter.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { collectKeyMetricsVariables } from '../../lib/contracts/environment/functions.ts';
import { createHandler } from './handler.ts';
import { createHeartbeat } from './heartbeat.ts';

const { keyTable, usageTable, heartbeatParameter } = collectKeyMetricsVariables.read(process.env);
const client = createStoreClient();
const ssm = new SSMClient();

export const handler = createHandler({
  keyTable,
  store: createStore({ client, table: keyTable, usageTable, backoff: createConflictBackoff(Math.random) }),
  usage:
    usageTable === undefined
      ? undefined
      : { store: createUsageStore({ client, table: usageTable }), sources: createSources(ssm, usageTable) },
  sendHeartbeat:
    heartbeatParameter === undefined
      ? undefined
      : createHeartbeat(() => readParameter(ssm, heartbeatParameter), fetch),
  clock: Date.now,
  log: (line) => process.stdout.write(line),
});
