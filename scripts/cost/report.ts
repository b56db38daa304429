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

/** The estimate as Markdown, which reads as well on a terminal. */
export function reportOf(options: CostOptions, measured: Measured): string {
  const rest = estimate('rest', options, measured);
  const http = estimate('http', options, measured);
  const rows = [
    ['USD per million answered requests', 'REST API', 'HTTP API'],
    ...rest.map(({ name, perMillion }, index) => [name, usd(perMillion), usd(http[index]?.perMillion ?? 0)]),
    ['**all in**', usd(totalOf(rest)), usd(totalOf(http))],
    ["API Gateway's own API keys", usd(NATIVE_PER_MILLION), 'has none'],
  ];
  return [
    `${PRICES.region}, list prices of ${PRICES.asOf}; ${assumptions(options)}.`,
    `Measured: a decision line is ${measured.allowedLog} bytes, a 401's error document ${measured.thrownErrorLog},` +
      ` a key with its audit event ${measured.keyInTable + measured.keyInIndexes} with indexes.`,
    `Usage writes ${measured.usage.window} units for a key and window, ${measured.usage.move} for its first of a day, ` +
      `${measured.usage.tally(options.perDelivery)} for a delivery.`,
    '',
    tableOf(rows),
    '',
    verdict(options, measured),
    `When nobody uses it: ${usd(idleMonth(options.keys, measured))} USD a month with these keys stored, ` +
      `${usd(idleMonth(0, measured))} with none.`,
    '',
  ].join('\n');
}

function assumptions({ requests, keys, refusedPercent, perWindow, perDelivery, ms }: CostOptions): string {
  return (
    `${requests.toLocaleString('en')} answered requests a month, ${keys.toLocaleString('en')} keys, ` +
    `${refusedPercent} refused for every hundred answered, ${perWindow} decisions on a key in each five minutes in which ` +
    `it is used, ${perDelivery} in a delivery of the log, ${ms} ms a decision, cache off`
  );
}

function verdict(options: CostOptions, measured: Measured): string {
  const lines = estimate('rest', options, measured);
  const ratio = totalOf(lines) / NATIVE_PER_MILLION;
  const byRequest = totalOf(lines.filter(({ paidBy }) => paidBy === 'request')) / NATIVE_PER_MILLION;
  const from = goalHoldsFrom(options, measured);
  return [
    `On REST ${ratio.toFixed(3)} × API Gateway's own keys; goal ≤ ${GOAL} ×: ${ratio <= GOAL ? 'holds' : 'missed'}.`,
    `What grows with the requests is ${byRequest.toFixed(3)} ×; the rest is the month's. With these keys the goal ` +
      (Number.isFinite(from)
        ? `holds from ${millions(from)} requests a month.`
        : 'holds at no number of requests.'),
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
