import { UsageError } from './usage-error.ts';

/**
 * The change that the options request; undefined keeps a setting.
 * @throws UsageError if no option requests a change
 */
export function changeOf<Change extends object>(change: Change): Change {
  if (Object.values(change).some((value) => value !== undefined)) return change;
  throw new UsageError('No change requested: at least one setting is required');
}
