import { randomBytes } from 'node:crypto';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createConflictBackoff, createPause } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { selfServiceVariables } from '../../lib/contracts/environment/functions.ts';
import { createLookUp } from '../../lib/core/access/lookup.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { answeringProbes } from '../../lib/http/probe.ts';
import { createHandler } from './handler.ts';

const { keyTable, usageTable, auditRetentionDays, ...environment } = selfServiceVariables.read(process.env);
const log = (line: string) => process.stdout.write(line);
const pause = createPause(Math.random);
const client = createStoreClient();
const store = createStore({
  client,
  table: keyTable,
  usageTable,
  auditRetentionDays,
  pause: createConflictBackoff(Math.random),
});

export const handler = answeringProbes(
  log,
  createHandler({
    ...environment,
    store,
    usage: usageTable === undefined ? undefined : createUsageStore({ client, table: usageTable }),
    lookUp: createLookUp(store),
    codecs: codecsOf(environment.profile),
    clock: Date.now,
    stopwatch: () => performance.now(),
    random: (count) => randomBytes(count),
    pause,
    log,
  }),
);
