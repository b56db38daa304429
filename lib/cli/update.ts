import { UsageError } from './usage-error.ts';

/**
 * The update that the options request; undefined keeps a setting.
 * @throws UsageError if no option requests an update
 */
export function changeOf<Change extends object>(change: Change): Change {
  if (Object.values(change).some((value) => value !== undefined)) return change;
  throw new UsageError('No update requested: at least one setting is required');
}
