import { createCascades } from '../../lib/adapters/dynamodb/cascades.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { storeContract } from '../adapters/store.contract.ts';
import { readAuditEvents } from '../support/audit-events.ts';
import { deployedKeyTable } from './support/key-table.ts';

storeContract('the store in the deployed table', () => ({
  store: createStore({ ...deployedKeyTable, pause: async () => {} }),
  cascades: createCascades(deployedKeyTable),
  eventsOf: (tenant) => readAuditEvents(deployedKeyTable, tenant, '2027-01-31'),
}));
