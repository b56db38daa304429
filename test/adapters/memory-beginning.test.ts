import { createMemoryBeginning } from '../support/memory-chain.ts';
import { beginningRecordContract } from './beginning-record.contract.ts';

beginningRecordContract('the beginning in memory', () => {
  const record = createMemoryBeginning();
  return () => record;
});
