import type { Change } from '../../../core/store.ts';
import { newKeyUsage } from '../../../core/usage/key-usage.ts';
import { creation, type WriteCondition } from '../conditions.ts';
import { encodeUsage } from './usage-item.ts';

/** The usage item of a new key, written in the same transaction, so that reports can list keys that were never used. */
export function usageConditions(usageTable: string | undefined, change: Change): readonly WriteCondition[] {
  if (usageTable === undefined || change.kind !== 'create-key') return [];
  const { key } = change;
  return [creation(usageTable, encodeUsage(newKeyUsage(key, key.createdAtMs)))];
}
