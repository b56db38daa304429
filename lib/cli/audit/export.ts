import type { Cli } from '../cli.ts';
import { jsonLine } from '../output.ts';
import { readPages } from '../pagination.ts';
import type { AuditQuery, ReadTrail } from './read-trail.ts';

/**
 * Prints a stretch of the trail as JSON lines, newest first: the order in which it is read, so that nothing is held
 * in memory, and what was printed of a run that failed is whole from its newest event on.
 */
export async function exportTrail(cli: Cli, readTrail: ReadTrail, filter: AuditQuery): Promise<void> {
  let count = 0;
  for await (const { items } of readPages({ all: true }, (page) => readTrail({ ...filter, ...page }))) {
    for (const event of items) await cli.record(event, jsonLine);
    count += items.length;
    cli.progress(`${count} events, back to ${items.at(-1)?.at ?? filter.since}`);
  }
  if (count === 0) await cli.info('No audit events in this range.');
}
