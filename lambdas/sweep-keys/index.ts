import { SQSClient } from '@aws-sdk/client-sqs';
import { createCascades } from '../../lib/adapters/dynamodb/cascades.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createDailyRuns } from '../../lib/adapters/dynamodb/daily-runs.ts';
import { tenantListing } from '../../lib/adapters/dynamodb/listings.ts';
import { readPage } from '../../lib/adapters/dynamodb/read-page.ts';
import { createReconcileSchedule } from '../../lib/adapters/dynamodb/reconcile-schedule.ts';
import { createTaskQueue } from '../../lib/adapters/sqs/task-queue.ts';
import { readSweepKeysEnvironment } from '../../lib/contracts/environment/rotation.ts';
import { createHandler } from './handler.ts';

const { keyTable, name, queueUrl, leaseMs } = readSweepKeysEnvironment(process.env);
const table = { client: createStoreClient(), table: keyTable };

export const handler = createHandler({
  reconcileSchedule: createReconcileSchedule(table),
  cascades: createCascades(table),
  dailyRuns: createDailyRuns(table),
  store: { listTenants: (page) => readPage(table, tenantListing, page) },
  // By the endpoint of its region: an emulator names another host in the URL than it is reached by.
  queue: createTaskQueue(new SQSClient({ useQueueUrlAsEndpoint: false }), queueUrl),
  clock: Date.now,
  leaseMs,
  rotation: name,
  log: (line) => process.stdout.write(line),
});
