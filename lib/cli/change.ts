import { UsageError } from './usage-error.ts';

/**
 * The change that options ask for; undefined stays as it is.
 * @throws UsageError where everything would stay
 */
export function changeOf<Change extends object>(change: Change): Change {
  if (Object.values(change).some((value) => value !== undefined)) return change;
  throw new UsageError('there is nothing to change');
}
