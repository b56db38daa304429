import { styleText } from 'node:util';
import { printable } from '../../lib/cli/printable.ts';
import type { Outcome } from '../../lib/core/access/outcomes.ts';
import type { LoggedDecision } from './decision-log.ts';

/** Wide enough for what is usual; what is longer moves the rest of its row. */
const WIDTHS = [8, 23, 12, 12, 7, 24];
const MS_WIDTH = 6;

export const HEADING = row(['UTC', 'OUTCOME', 'TENANT', 'KEY', 'METHOD', 'ROUTE', 'MS'.padStart(MS_WIDTH)]);

/** One decision in a line of the terminal, which nothing in it can steer. */
export function decisionRow({ line, atMs }: LoggedDecision, colours: boolean): string {
  const { outcome, tenant = '-', key = '-', method, route, ms } = line;
  const time = new Date(atMs).toISOString().slice(11, 19);
  const took = ms.toFixed(1).padStart(MS_WIDTH);
  const text = row([time, outcome, tenant, key, method, route, took].map(printable));
  return colours
    ? text.replace(outcome, styleText(colourOf(outcome), outcome, { validateStream: false }))
    : text;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join('  ');
}

function colourOf(outcome: Outcome) {
  if (outcome === 'allowed') return 'green';
  return outcome === 'unavailable' ? 'yellow' : 'red';
}
