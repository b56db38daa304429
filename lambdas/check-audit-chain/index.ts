import { createChainStore } from '../../lib/adapters/dynamodb/audit-chain/chain-store.ts';
import { sendProbe } from '../../lib/adapters/dynamodb/audit-chain/probe.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { checkVariables } from '../../lib/contracts/environment/audit.ts';
import { createHandler } from './handler.ts';

const { keyTable, auditTable } = checkVariables.read(process.env);
const client = createStoreClient();

export const handler = createHandler({
  auditTable,
  store: createChainStore({ client, table: auditTable }),
  sendProbe: (sentAtMs) => sendProbe({ client, table: keyTable }, sentAtMs),
  clock: Date.now,
  log: (line) => process.stdout.write(line),
});
