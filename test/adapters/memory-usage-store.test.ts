import { createMemoryUsageStore } from '../support/memory-usage-store.ts';
import { usageStoreContract } from './usage-store.contract.ts';

usageStoreContract('the usage store in memory', createMemoryUsageStore());
