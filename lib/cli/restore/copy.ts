import type { DescribedTable, Restore } from '../../recovery/open-restore.ts';
import { shellCommand } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';

interface Copy extends DescribedTable {
  readonly liveArn: string;
}

/** @throws UsageError if one of the tables is missing or the copy is not active */
export async function findCopy(restore: Restore, time: string): Promise<Copy> {
  const { liveTable, copyTable } = restore;
  const [live, copy] = await Promise.all([
    restore.describeTable(liveTable),
    restore.describeTable(copyTable),
  ]);
  if (live === undefined) {
    throw new UsageError(
      `The key table ${liveTable} does not exist.`,
      'Create it again as docs/operations.md describes. Until then, all keys are denied.',
    );
  }
  if (copy === undefined) {
    const words = [
      '--source-table-name',
      liveTable,
      '--target-table-name',
      copyTable,
      '--restore-date-time',
      time,
    ];
    throw new UsageError(
      `The copy ${copyTable} does not exist.`,
      `To create it, run: ${shellCommand('aws', 'dynamodb', 'restore-table-to-point-in-time', ...words)}`,
    );
  }
  if (copy.status !== 'ACTIVE') {
    throw new UsageError(
      `The copy ${copyTable} is not ready: its status is ${copy.status}.`,
      `To wait for it, run: ${shellCommand('aws', 'dynamodb', 'wait', 'table-exists', '--table-name', copyTable)}`,
    );
  }
  return { ...copy, liveArn: live.arn };
}

/** The time of a copy has no milliseconds. */
const TIME_TOLERANCE_MS = 1000;

/**
 * Keys of another stage must not be accepted in this one. The events between the time of the copy and a later `--time` would not be
 * read, so that values could be accepted that have ended between them.
 *
 * @throws UsageError if the copy is not one of the key table at the time
 */
export function assertSource(
  { liveTable, copyTable }: Restore,
  { arn, liveArn, source }: Copy,
  time: string,
): void {
  if (arn === liveArn) {
    throw new UsageError(
      `The table ${copyTable} is the key table itself.`,
      'Pass the name of its copy with --from, or omit the option.',
    );
  }
  if (!source) return;
  if (source.tableArn !== liveArn) {
    throw new UsageError(
      `The table ${copyTable} is a copy of ${source.tableArn}, not of ${liveArn}.`,
      `Check --stage and --region, or pass the name of a copy of ${liveTable} with --from.`,
    );
  }
  if (Date.parse(time) - source.copiedAtMs < TIME_TOLERANCE_MS) return;
  const copiedAt = new Date(source.copiedAtMs).toISOString();
  throw new UsageError(
    `The copy ${copyTable} has the state of ${copiedAt}, which is before --time ${time}.`,
    `To restore from this copy, run the command with: --time ${copiedAt} --from ${copyTable}`,
  );
}
