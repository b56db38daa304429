import type { Cli } from '../cli.ts';
import { jsonLine } from '../output.ts';
import { readPages } from '../pagination.ts';
import type { AuditQuery, ReadTrail } from './read-trail.ts';

/**
 * Prints a range of the trail as JSON lines, newest first. This is the read order: no events are buffered, and the
 * output of a failed run is complete from its newest event to its last line.
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
