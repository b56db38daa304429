import { MemoryState } from '../support/memory-state.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { createMemoryReconcileSchedule } from '../support/memory-reconcile-schedule.ts';
import { visitsContract } from './reconcile-schedule.contract.ts';

const state = new MemoryState();
visitsContract(
  'the visits in memory',
  createMemoryStore({}, { state }),
  createMemoryReconcileSchedule(state),
);
