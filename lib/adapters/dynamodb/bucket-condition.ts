import type { Change } from '../../core/store.ts';
import { conditionalUpdate } from './bucket-update.ts';
import type { WriteCondition } from './conditions.ts';

/** The update of a bucket, in the transaction of its audit event. */
export function bucketConditions(limitsTable: string | undefined, change: Change): readonly WriteCondition[] {
  if (change.kind !== 'update-bucket') return [];
  if (limitsTable === undefined)
    throw new Error('this store has no limits table, so it cannot change a budget');
  const update = conditionalUpdate(limitsTable, change.bucket, change.update);
  return [{ item: { Update: update }, rejection: () => 'version-conflict' }];
}
