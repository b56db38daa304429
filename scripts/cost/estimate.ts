import type { CostOptions } from './options.ts';
import { PRICES } from './prices.ts';
import { metricsMonth, probesMonth, usageCost } from './usage.ts';
import type { UsageUnits } from './usage-units.ts';

/** Sizes that are measured, in bytes, and what follows from them for usage. */
export interface Measured {
  readonly allowedLog: number;
  readonly deniedLog: number;
  readonly thrownErrorLog: number;
  readonly probeLog: number;
  readonly keyInTable: number;
  readonly keyInIndexes: number;
  readonly usage: UsageUnits;
}

/** Which kind of API is protected. */
export type ApiKind = 'rest' | 'http';

export interface CostLine {
  readonly name: string;
  /** Whether it grows with the requests, or is the month's and shared out among them. */
  readonly paidBy: 'request' | 'month';
  /** USD for a million answered requests. */
  readonly perMillion: number;
}

/** The most that Postern may cost, beside API Gateway's own keys on a REST API. */
export const GOAL = 1.2;

const MEMORY_GB = 256 / 1024;
const GB = 1e9;
/** DynamoDB asks KMS again every five minutes at most. */
const KEY_CALLS_A_MONTH = (730 * 60) / 5;

/** All that a million answered requests cost, the month's fixed costs shared out among them. */
export function estimate(kind: ApiKind, options: CostOptions, measured: Measured): readonly CostLine[] {
  const perAnswered = 1 + options.deniedPercent / 100;
  const byRequest = (name: string, perMillion: number): CostLine => ({ name, paidBy: 'request', perMillion });
  const byMonth = (name: string, usd: number): CostLine => ({
    name,
    paidBy: 'month',
    perMillion: usd / (options.requests / 1e6),
  });
  const { table, recovery } = storage(options.keys, measured);
  const gateway = kind === 'rest' ? PRICES.restRequests : PRICES.httpRequests;
  const usage = usageCost(options, measured.usage);
  const duration = PRICES.gbSeconds * MEMORY_GB * options.ms * 1000;
  return [
    byRequest('API Gateway requests', gateway),
    byRequest('Lambda invocations', PRICES.invocations * perAnswered),
    byRequest(`Lambda duration, ${options.ms} ms at 256 MB arm64`, duration * perAnswered),
    byRequest('DynamoDB reads, one strong read per decision', PRICES.readUnits * perAnswered),
    byRequest('CloudWatch Logs, ingestion and one month of storage', logs(kind, options, measured)),
    byRequest('usage: DynamoDB writes and reads', usage.writes + usage.reads),
    byRequest('usage: Lambda, one invocation per delivery', usage.lambda),
    byRequest('usage: logs of record-usage', usage.logs),
    byMonth('usage: probes and metrics', probesMonth(measured.probeLog) + metricsMonth()),
    byMonth('DynamoDB storage of the keys', table + recovery),
    byMonth('KMS customer managed key', customerManagedKey()),
  ];
}

/** What API Gateway's own API keys cost: they come with the request. REST APIs alone have them. */
export const NATIVE_PER_MILLION = PRICES.restRequests;

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((total, { perMillion }) => total + perMillion, 0);
}

/** Requests a month from which the goal holds on a REST API with this many keys; Infinity if it never does. */
export function goalHoldsFrom(options: CostOptions, measured: Measured): number {
  const lines = estimate('rest', options, measured);
  const paid = (by: CostLine['paidBy']) => totalOf(lines.filter(({ paidBy }) => paidBy === by));
  const room = GOAL * NATIVE_PER_MILLION - paid('request');
  return room > 0 ? (paid('month') * options.requests) / room : Number.POSITIVE_INFINITY;
}

/** USD per month without requests: the stored keys, the customer managed key and the probes. */
export function idleMonth(keys: number, measured: Measured): number {
  const { table, recovery } = storage(keys, measured);
  return table + recovery + PRICES.customerManagedKey + probesMonth(measured.probeLog);
}

/** USD for a million answered requests. Only a REST API's 401 is thrown, and so logged once more. */
function logs(kind: ApiKind, { deniedPercent }: CostOptions, measured: Measured): number {
  const denied = measured.deniedLog + (kind === 'rest' ? measured.thrownErrorLog : 0);
  const bytes = (measured.allowedLog + (denied * deniedPercent) / 100) * 1e6;
  return (bytes / GB) * (PRICES.logIngestion + PRICES.logStorage);
}

/** USD a month. */
function storage(keys: number, { keyInTable, keyInIndexes }: Measured) {
  return {
    table: ((keys * (keyInTable + keyInIndexes)) / GB) * PRICES.tableStorage,
    recovery: ((keys * keyInTable) / GB) * PRICES.recoveryStorage,
  };
}

/** USD a month. */
function customerManagedKey(): number {
  return PRICES.customerManagedKey + (KEY_CALLS_A_MONTH / 10_000) * PRICES.keyCalls;
}
