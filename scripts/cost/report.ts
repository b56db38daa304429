import { estimate, GOALS, idleMonth, type Measured, nativePerMillion, totalOf, usageOf } from './estimate.ts';
import type { CostOptions } from './options.ts';
import { PRICES } from './prices.ts';
import { simulateTraffic, TRAFFICS } from './traffic.ts';

/** The estimate as Markdown, which is also readable on a terminal. */
export function reportOf(options: CostOptions, measured: Measured): string {
  const rest = estimate('rest', options, measured);
  const http = estimate('http', options, measured);
  const native = nativePerMillion(options);
  const rows = [
    ['USD per million answered requests', 'REST API', 'HTTP API'],
    ...rest.map(({ name, perMillion }, index) => [name, usd(perMillion), usd(http[index]?.perMillion ?? 0)]),
    ['**total**', usd(totalOf(rest)), usd(totalOf(http))],
    ['API Gateway API keys', usd(native), 'not available'],
  ];
  const ratio = totalOf(rest) / native;
  const withoutUsage = rest.filter(({ name }) => !name.startsWith('usage:'));
  const goal = GOALS[options.traffic];
  return [
    `- Region ${PRICES.region}, list prices of ${PRICES.asOf}, without free tiers.`,
    `- Assumptions: ${assumptions(options)}.`,
    `- Simulated: ${simulated(options, measured)}.`,
    `- Measured sizes: ${measured.allowedLog} bytes per decision line, ${measured.thrownErrorLog} per error document of a 401, ` +
      `${measured.keyInTable + measured.keyInIndexes} per key with its audit event and indexes.`,
    '',
    tableOf(rows),
    '',
    `- REST API: ${ratio.toFixed(3)} × the cost of API Gateway API keys. Goal ≤ ${goal} ×: ${ratio <= goal ? 'met' : 'missed'}.`,
    `- Without usage tracking: ${(totalOf(withoutUsage) / native).toFixed(3)} ×.`,
    `- Idle: ${usd(idleMonth(options.keys, measured))} USD a month with these keys stored, ` +
      `${usd(idleMonth(0, measured))} without keys.`,
    '',
  ].join('\n');
}

function assumptions(options: CostOptions): string {
  const { requests, keys, tenants, traffic, deniedPercent, deliverySeconds, ms } = options;
  return (
    `${requests.toLocaleString('en')} answered requests a month, ${keys.toLocaleString('en')} keys of ` +
    `${tenants.toLocaleString('en')} tenants, ${traffic} traffic (${TRAFFICS[traffic].description}), ` +
    `${deniedPercent} denied per 100 answered requests, ${deliverySeconds} s of lines per log delivery, ` +
    `${ms} ms per decision, no result cache`
  );
}

function simulated(options: CostOptions, measured: Measured): string {
  const { uses, days, rate } = simulateTraffic(options.traffic, options.requests, options.keys);
  const { linesPerDelivery, writeUnits } = usageOf(options, measured);
  const totalWrites = Object.values(writeUnits).reduce((sum, units) => sum + units, 0);
  return (
    `${round(1 / uses)} requests per recorded use, ${round(1 / days)} per key and day, ${round(linesPerDelivery)} per log ` +
    `delivery, ${round(rate)} per second while there is traffic, ${(totalWrites / options.requests).toFixed(2)} write ` +
    'units for usage per request'
  );
}

function round(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: 1 });
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
