import { createMemoryReconcileSchedule } from '../support/memory-reconcile-schedule.ts';
import { MemoryState } from '../support/memory-state.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { reconcileScheduleContract } from './reconcile-schedule.contract.ts';

const state = new MemoryState();
reconcileScheduleContract(
  'the reconcile schedule in memory',
  createMemoryStore({}, { state }),
  createMemoryReconcileSchedule(state),
);
