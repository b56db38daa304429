import type { CostOptions } from './options.ts';
import { PRICES } from './prices.ts';
import type { UsageUnits } from './usage-units.ts';

const MEMORY_GB = 256 / 1024;
const GB = 1e9;
const DAYS_A_MONTH = 730 / 24;
const MINUTES_A_MONTH = 730 * 60;
const WINDOWS_A_MONTH = MINUTES_A_MONTH / 5;
/** Billed duration of recording a delivery: concurrent writes for several keys, then the partial counts. */
const RECORDING_MS = 40;
const PROBE_MS = 10;
/** The authorizer of the Postern API, the public API, and one protected API. */
export const USAGE_SOURCES = 3;
/** Decisions, denials, dropped lines, failed authentications, durations and two outcomes. Published only with traffic. */
const METRICS = 7;

/** USD per million allowed requests. */
export interface UsageCost {
  readonly writes: number;
  readonly reads: number;
  readonly lambda: number;
  readonly logs: number;
}

/** The cost of recording requests. Depends on the keys used per window and on the log deliveries. */
export function usageCost(options: CostOptions, units: UsageUnits): UsageCost {
  const { perDelivery, deniedPercent } = options;
  const windows = windowsOf(options);
  const denied = deniedPercent / 100;
  const deliveries = (1 + denied) / perDelivery;
  const writeUnits =
    windows * units.window +
    movesOf(options) * units.move +
    denied * units.denial +
    deliveries * units.delivery(perDelivery);
  return {
    writes: writeUnits * PRICES.writeUnits,
    reads: windows * PRICES.readUnits,
    lambda: deliveries * (PRICES.invocations + duration(RECORDING_MS) * 1e6),
    logs: (deliveries * units.metricsLineBytes * 1e6 * (PRICES.logIngestion + PRICES.logStorage)) / GB,
  };
}

/** USD per month: one probe per minute and source, with its log line and its watermark update. */
export function probesMonth(probeLogBytes: number): number {
  const invocations = (2 * PRICES.invocations) / 1e6 + duration(PROBE_MS) + duration(RECORDING_MS);
  const table = (PRICES.writeUnits + PRICES.readUnits) / 1e6;
  const log = (probeLogBytes * (PRICES.logIngestion + PRICES.logStorage)) / GB;
  return USAGE_SOURCES * MINUTES_A_MONTH * (invocations + table + log);
}

/** USD per month with traffic. */
export function metricsMonth(): number {
  return METRICS * PRICES.customMetric;
}

/** Windows in which a key is used, per request: at most keys × windows. */
function windowsOf({ requests, keys, perWindow }: CostOptions): number {
  return Math.min(1 / perWindow, (keys * WINDOWS_A_MONTH) / requests);
}

/** Days on which a key is used and its index entries move, per request. */
function movesOf(options: CostOptions): number {
  return Math.min(windowsOf(options), (options.keys * DAYS_A_MONTH) / options.requests);
}

/** USD per invocation of this duration. */
function duration(ms: number): number {
  return (ms / 1000) * MEMORY_GB * PRICES.gbSeconds;
}
