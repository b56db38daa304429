import {
  estimate,
  GOAL,
  goalHoldsFrom,
  idleMonth,
  type Measured,
  NATIVE_PER_MILLION,
  totalOf,
} from './estimate.ts';
import type { CostOptions } from './options.ts';
import { PRICES } from './prices.ts';

/** The estimate as Markdown, which is also readable on a terminal. */
export function reportOf(options: CostOptions, measured: Measured): string {
  const rest = estimate('rest', options, measured);
  const http = estimate('http', options, measured);
  const rows = [
    ['USD per million answered requests', 'REST API', 'HTTP API'],
    ...rest.map(({ name, perMillion }, index) => [name, usd(perMillion), usd(http[index]?.perMillion ?? 0)]),
    ['**total**', usd(totalOf(rest)), usd(totalOf(http))],
    ['API Gateway API keys', usd(NATIVE_PER_MILLION), 'not available'],
  ];
  return [
    `- Region ${PRICES.region}, list prices of ${PRICES.asOf}.`,
    `- Assumptions: ${assumptions(options)}.`,
    `- Measured sizes: ${measured.allowedLog} bytes per decision line, ${measured.thrownErrorLog} per error document of a 401, ` +
      `${measured.keyInTable + measured.keyInIndexes} per key with its audit event and indexes.`,
    `- Usage write units: ${measured.usage.window} per key and window, ${measured.usage.move} for the first use of a key in a ` +
      `day, ${measured.usage.delivery(options.perDelivery)} per delivery.`,
    '',
    tableOf(rows),
    '',
    verdict(options, measured),
    `- Idle: ${usd(idleMonth(options.keys, measured))} USD a month with these keys stored, ` +
      `${usd(idleMonth(0, measured))} without keys.`,
    '',
  ].join('\n');
}

function assumptions({ requests, keys, deniedPercent, perWindow, perDelivery, ms }: CostOptions): string {
  return (
    `${requests.toLocaleString('en')} answered requests a month, ${keys.toLocaleString('en')} keys, ` +
    `${deniedPercent} denied per 100 answered requests, ${perWindow} decisions per key in each five-minute window with use, ` +
    `${perDelivery} per log delivery, ${ms} ms per decision, no result cache`
  );
}

function verdict(options: CostOptions, measured: Measured): string {
  const lines = estimate('rest', options, measured);
  const ratio = totalOf(lines) / NATIVE_PER_MILLION;
  const byRequest = totalOf(lines.filter(({ paidBy }) => paidBy === 'request')) / NATIVE_PER_MILLION;
  const from = goalHoldsFrom(options, measured);
  return [
    `- REST API: ${ratio.toFixed(3)} × the cost of API Gateway API keys. Goal ≤ ${GOAL} ×: ${ratio <= GOAL ? 'met' : 'missed'}.`,
    `- Cost per request: ${byRequest.toFixed(3)} ×. The rest is fixed per month. ` +
      (Number.isFinite(from)
        ? `With these keys, the goal is met from ${millions(from)} requests a month.`
        : 'With these keys, no number of requests meets the goal.'),
  ].join('\n');
}

function millions(requests: number): string {
  return `${(Math.ceil(requests / 1e4) / 100).toLocaleString('en')}M`;
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...body] = rows;
  return [head, rule, ...body].map(lineOf).join('\n');
}

function usd(amount: number): string {
  return amount.toFixed(3);
}
