import { readAll } from '../../api-client/paginate.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { LARGEST_PAGE } from '../pagination.ts';
import { printable } from '../printable.ts';
import { AUDIT_COLUMNS } from './audit-view.ts';
import type { AuditEventView, AuditQuery, ReadTrail } from './read-trail.ts';

/** Number of past events to print first. */
const PAST = '10';
/** An event can become visible this much later than a newer event: its time is set before it is written. */
const OVERLAP_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

/**
 * Prints the latest events, then new events until the interruption: each event once, oldest first. The polling
 * interval grows while no events arrive.
 */
export async function followTrail(
  cli: Cli,
  readTrail: ReadTrail,
  { limit = PAST, ...filter }: AuditQuery,
  { pause, interruption }: Pick<CliContext, 'pause' | 'interruption'>,
): Promise<void> {
  const interrupted = interruption();
  const { items: past } = await readTrail({ ...filter, limit });
  const oldest = past.at(-1);
  const beginningMs = oldest ? msOf(oldest) : cli.clock() - OVERLAP_MS;
  const seen = new Map<string, number>();
  const show = async (newestFirst: readonly AuditEventView[]) => {
    for (const event of newestFirst.filter(({ id }) => !seen.has(id)).toReversed()) {
      seen.set(event.id, msOf(event));
      await cli.record(event, lineOf);
    }
  };
  await show(past);
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    await pause(pauseMs, interrupted);
    if (interrupted.aborted) return;
    const sinceMs = Math.max(beginningMs, ...[...seen.values()].map((ms) => ms - OVERLAP_MS));
    for (const [id, ms] of seen) if (ms < sinceMs) seen.delete(id);
    const known = seen.size;
    const since = new Date(sinceMs).toISOString();
    await show(await readAll((cursor) => readTrail({ ...filter, since, cursor, limit: LARGEST_PAGE })));
    pauseMs = seen.size > known ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function lineOf(event: AuditEventView): string {
  return Object.values(AUDIT_COLUMNS)
    .map((cell) => printable(cell(event) ?? '-'))
    .join('  ');
}

function msOf({ at }: AuditEventView): number {
  return Date.parse(at);
}
