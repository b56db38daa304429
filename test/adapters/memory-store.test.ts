import { createMemoryStore } from '../support/memory-store.ts';
import { storeContract } from './store.contract.ts';

storeContract('the store in memory', () => {
  const store = createMemoryStore();
  return {
    store,
    cascades: store,
    buckets: store.buckets,
    eventsOf: async (tenant) => store.events.filter((event) => event.tenant === tenant),
  };
});
