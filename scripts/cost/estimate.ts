import { idleUsd, metricsMonth } from './fixed.ts';
import type { CostOptions } from './options.ts';
import { PRICES, priceOf } from './prices.ts';
import { simulateTraffic } from './traffic.ts';
import { type UsageMonth, usageMonth } from './usage.ts';
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
  /** USD for a million answered requests. */
  readonly perMillion: number;
}

/** The most that Postern may cost, beside API Gateway's own keys on a REST API. */
export const GOALS = { busy: 1.2, quiet: 1.5, batch: 1.5 } as const;

const MEMORY_GB = 256 / 1024;
const GB = 1e9;

/** All that a million answered requests cost, the month's fixed costs shared out among them. */
export function estimate(kind: ApiKind, options: CostOptions, measured: Measured): readonly CostLine[] {
  const { requests, keys } = options;
  const denied = (requests * options.deniedPercent) / 100;
  const decisions = requests + denied;
  const usage = usageOf(options, measured);
  const reads = options.tenantSuspension
    ? { name: 'DynamoDB reads, two strong reads per decision', units: 2 }
    : { name: 'DynamoDB reads, one strong read per decision', units: 1 };
  const line = (name: string, usdAMonth: number): CostLine => ({
    name,
    perMillion: usdAMonth / (requests / 1e6),
  });
  const gateway = kind === 'rest' ? PRICES.restRequests : PRICES.httpRequests;
  const perDenial = measured.deniedLog + (kind === 'rest' ? measured.thrownErrorLog : 0);
  return [
    line('API Gateway requests', priceOf(requests / 1e6, gateway)),
    line('Lambda invocations', invocations(decisions)),
    line(`Lambda duration, ${options.ms} ms at 256 MB arm64`, duration(decisions * options.ms)),
    line(reads.name, (decisions * reads.units * PRICES.readUnits) / 1e6),
    line(
      'CloudWatch Logs, ingestion and one month of storage',
      logs(requests * measured.allowedLog + denied * perDenial),
    ),
    line('usage: writes of last uses, and denials', writes(usage.writeUnits.lastUses)),
    line('usage: moves in the index of last uses', writes(usage.writeUnits.moves)),
    line('usage: writes of counts', writes(usage.writeUnits.counts)),
    line('usage: writes of the access log', writes(usage.writeUnits.accessLog)),
    line('usage: writes of partial usage', writes(usage.writeUnits.partialUsage)),
    line('usage: DynamoDB reads', (usage.readUnits * PRICES.readUnits) / 1e6),
    line('usage: DynamoDB storage and recovery', stored(usage.storedBytes, usage.tableBytes)),
    line('usage: Lambda', invocations(usage.invocations) + duration(usage.billedMs)),
    line('usage: logs of record-usage', logs(usage.logBytes)),
    line('usage: metrics', metricsMonth()),
    line(
      'DynamoDB storage and recovery of the keys',
      stored(keys * (measured.keyInTable + measured.keyInIndexes), keys * measured.keyInTable),
    ),
    line('monitoring, probes, encryption key, schedules', idleUsd(measured.probeLog)),
  ];
}

/** The usage of a month with the traffic of the options. */
export function usageOf(options: CostOptions, measured: Measured): UsageMonth {
  const traffic = simulateTraffic(options.traffic, options.requests, options.keys);
  return usageMonth(options, traffic, measured.usage);
}

/** USD for a million requests with API Gateway's own API keys: they come with the request. REST APIs alone have them. */
export function nativePerMillion({ requests }: CostOptions): number {
  return priceOf(requests / 1e6, PRICES.restRequests) / (requests / 1e6);
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((total, { perMillion }) => total + perMillion, 0);
}

/** USD per month without requests. */
export function idleMonth(keys: number, measured: Measured): number {
  const inTable = keys * (measured.keyInTable + measured.usage.usageItem.table);
  const inAll = keys * (measured.keyInTable + measured.keyInIndexes + measured.usage.usageItem.all);
  return stored(inAll, inTable) + idleUsd(measured.probeLog);
}

function writes(units: number): number {
  return (units * PRICES.writeUnits) / 1e6;
}

/** USD for invocations of Lambda. */
export function invocations(count: number): number {
  return (count * PRICES.invocations) / 1e6;
}

/** USD for milliseconds of a function with 256 MB on arm64. */
export function duration(ms: number): number {
  return priceOf((ms / 1000) * MEMORY_GB, PRICES.gbSeconds);
}

/** USD for bytes of CloudWatch Logs, taken in and kept for a month. */
export function logs(bytes: number): number {
  return priceOf(bytes / GB, PRICES.logIngestion) + (bytes / GB) * PRICES.logStorage;
}

function stored(allBytes: number, tableBytes: number): number {
  return (allBytes * PRICES.tableStorage + tableBytes * PRICES.recoveryStorage) / GB;
}
