import { createHandler } from '../../../lambdas/authorizer/handler.ts';
import { createReaderClient } from '../../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';

/** The authorizer without its read during INIT: what loading alone costs. */
const { keyTable, ...environment } = accessVariables.read(process.env);

export const handler = createHandler({
  ...environment,
  lookup: createLookup(createKeyReader({ client: createReaderClient(), table: keyTable })),
  clock: Date.now,
  stopwatch: () => performance.now(),
  write: (line) => process.stdout.write(line),
});
