import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createHandler } from '../../../lambdas/authorizer/handler.ts';

import { readItem } from '../../../lib/adapters/dynamodb/read-item.ts';
import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';

/** The authorizer over the SDK as it comes: its credential chain, its defaults, no read during INIT. */
const { keyTable, ...environment } = accessVariables.read(process.env);
const client = new DynamoDBClient();

export const handler = createHandler({
  ...environment,
  httpResponse: 'simple',
  lookup: createLookup(
    createKeyReader((key) => readItem({ client, table: keyTable }, key)),
    environment,
  ),
  buckets: localBuckets(),
  clock: Date.now,
  stopwatch: () => performance.now(),
  write: (line) => process.stdout.write(line),
});
