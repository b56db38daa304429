import type { Change } from '../../../core/store.ts';
import { newKeyUsage } from '../../../core/usage/key-usage.ts';
import { creation, type WriteCondition } from '../conditions.ts';
import { encodeUsage } from './usage-item.ts';

/** What issuing a key writes into the usage table, in the same transaction: else nobody could ask which were never used. */
export function usageConditions(usageTable: string | undefined, change: Change): readonly WriteCondition[] {
  if (usageTable === undefined || change.kind !== 'create-key') return [];
  const { key } = change;
  return [creation(usageTable, encodeUsage(newKeyUsage(key, key.createdAtMs)))];
}
