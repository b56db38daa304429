import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { usageVariables } from '../../lib/contracts/environment/usage.ts';
import { createHandler } from './handler.ts';

const { usageTable } = usageVariables.read(process.env);

export const handler = createHandler({
  store: createUsageStore({ client: createStoreClient(), table: usageTable }),
  log: (line) => process.stdout.write(line),
});
