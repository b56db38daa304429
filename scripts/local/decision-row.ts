import { styleText } from 'node:util';
import { printable } from '../../lib/cli/printable.ts';
import type { Outcome } from '../../lib/core/access/outcomes.ts';
import type { LoggedDecision } from './decision-log.ts';

/** The widths fit usual values; a longer value shifts the rest of its row. */
const WIDTHS = [8, 23, 12, 12, 7, 24];
const MS_WIDTH = 6;

export const HEADING = row(['UTC', 'OUTCOME', 'TENANT', 'KEY', 'METHOD', 'ROUTE', 'MS'.padStart(MS_WIDTH)]);

/** Formats a decision as one line without control characters. */
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
