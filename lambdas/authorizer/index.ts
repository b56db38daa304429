import { createReaderClient } from '../../lib/adapters/dynamodb/client.ts';
import { createKeyReader } from '../../lib/adapters/dynamodb/read-key.ts';
import { accessVariables } from '../../lib/contracts/environment/access.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { createHandler } from './handler.ts';
import { prewarm } from './prewarm.ts';

const { keyTable, profile, plans, routes, trustedHost } = accessVariables.read(process.env);
const reader = createKeyReader({ client: createReaderClient(), table: keyTable });

await prewarm(reader, 500);

export const handler = createHandler({
  profile,
  plans,
  routes,
  trustedHost,
  lookup: createLookup(reader),
  clock: Date.now,
  stopwatch: () => performance.now(),
  write: (line) => process.stdout.write(line),
});
