import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createHandler } from '../../../lambdas/authorizer/handler.ts';

import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { readAuthorizerEnvironment } from '../../../lib/contracts/environment/authorizer.ts';
import { createLookUp } from '../../../lib/core/access/look-up.ts';

/** The authorizer over the SDK as it comes: its credential chain, its defaults, no read during INIT. */
const { keyTable, profile, routes } = readAuthorizerEnvironment(process.env);

export const handler = createHandler({
  profile,
  routes,
  lookUp: createLookUp(createKeyReader({ client: new DynamoDBClient(), table: keyTable })),
  clock: Date.now,
  stopwatch: () => performance.now(),
  write: (line) => process.stdout.write(line),
});
