import type { RestoredResource, RestoreReport } from '../../recovery/report.ts';

/** The most IDs of a list. `--json` prints all of them. */
const LISTED = 20;

/** What a restore would do. */
export function planLines(report: RestoreReport): string {
  const { recreated, tightened, copiedItems } = report;
  if (recreated.length + tightened.length + copiedItems === 0)
    return ['Nothing to restore: the key table has the latest state of every item.', ...remarks(report)].join(
      '\n',
    );
  return ['To restore:', ...counts(report), ...remarks(report)].join('\n');
}

/** What a restore has done. */
export function reportLines(report: RestoreReport): string {
  return ['Restored:', ...counts(report), ...remarks(report)].join('\n');
}

function counts({ recreated, tightened, copiedItems, unchanged }: RestoreReport): readonly string[] {
  return [
    `  missing items to write again: ${byKind(recreated)}`,
    `  items in an earlier state to make stricter: ${byKind(tightened)}`,
    `  audit events, key origins and memberships to copy: ${copiedItems}`,
    `  unchanged: ${unchanged}`,
  ];
}

function byKind(resources: readonly RestoredResource[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of resources) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const parts = [...kinds].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** What is left to do. */
function remarks(report: RestoreReport): readonly string[] {
  const { lost, withoutValue, toAdopt, unreadable, conflicts } = report;
  return [
    ...listed(lost, 'Lost, because they were created after the copy. Create them again:'),
    ...listed(withoutValue, 'Keys whose values have all ended. Issue others:'),
    ...listed(toAdopt, 'No longer managed, because they were adopted after the copy. Adopt them again:'),
    ...listed(
      unreadable,
      'Not changed, because this version cannot read them. Use the CLI of the newest release:',
    ),
    ...listed(conflicts, 'Not restored, because other writes changed them. Run the command again:'),
  ];
}

function listed(resources: readonly RestoredResource[], title: string): readonly string[] {
  if (resources.length === 0) return [];
  const rest = resources.length - LISTED;
  return [
    title,
    ...resources.slice(0, LISTED).map(({ kind, tenant, id }) => `  ${kind} ${id} of tenant ${tenant}`),
    ...(rest > 0 ? [`  and ${rest} more; --json lists all`] : []),
  ];
}
