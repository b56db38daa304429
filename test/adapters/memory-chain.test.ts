import { createMemoryChain } from '../support/memory-chain.ts';
import { chainStoreContract } from './chain-store.contract.ts';

chainStoreContract('the chain in memory', async () => createMemoryChain());
