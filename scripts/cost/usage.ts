import type { CostOptions } from './options.ts';
import { PRICES } from './prices.ts';
import type { UsageUnits } from './usage-units.ts';

const MEMORY_GB = 256 / 1024;
const GB = 1e9;
const DAYS_A_MONTH = 730 / 24;
const MINUTES_A_MONTH = 730 * 60;
const WINDOWS_A_MONTH = MINUTES_A_MONTH / 5;
/** What recording a delivery is billed for: writes of several keys at a time, then the tally. */
const RECORDING_MS = 40;
const PROBE_MS = 10;
/** The authorizer of Postern's own, its public API, and one protected API. */
const SOURCES = 3;
/**
 * Decisions, refusals, dropped lines, failures of authentication, durations, and two outcomes: only where somebody calls.
 */
const METRICS = 7;

/** USD for a million answered requests. */
export interface UsageCost {
  readonly writes: number;
  readonly reads: number;
  readonly lambda: number;
  readonly logs: number;
}

/** What recording requests costs: by the keys that are used in a window, and by deliveries of the log. */
export function usageCost(options: CostOptions, units: UsageUnits): UsageCost {
  const { perDelivery, deniedPercent } = options;
  const windows = windowsOf(options);
  const denied = deniedPercent / 100;
  const deliveries = (1 + denied) / perDelivery;
  const writeUnits =
    windows * units.window +
    movesOf(options) * units.move +
    denied * units.denial +
    deliveries * units.tally(perDelivery);
  return {
    writes: writeUnits * PRICES.writeUnits,
    reads: windows * PRICES.readUnits,
    lambda: deliveries * (PRICES.invocations + duration(RECORDING_MS) * 1e6),
    logs: (deliveries * units.metricsLineBytes * 1e6 * (PRICES.logIngestion + PRICES.logStorage)) / GB,
  };
}

/** USD a month: a probe a minute of each source, with its line and the watermark that it moves. */
export function probesMonth(probeLogBytes: number): number {
  const invocations = (2 * PRICES.invocations) / 1e6 + duration(PROBE_MS) + duration(RECORDING_MS);
  const table = (PRICES.writeUnits + PRICES.readUnits) / 1e6;
  const log = (probeLogBytes * (PRICES.logIngestion + PRICES.logStorage)) / GB;
  return SOURCES * MINUTES_A_MONTH * (invocations + table + log);
}

/** USD a month, while somebody calls. */
export function metricsMonth(): number {
  return METRICS * PRICES.customMetric;
}

/** Windows in which a key is used, for each request: at most keys × windows. */
function windowsOf({ requests, keys, perWindow }: CostOptions): number {
  return Math.min(1 / perWindow, (keys * WINDOWS_A_MONTH) / requests);
}

/** Days on which a key is used, and moves in the indexes, for each request. */
function movesOf(options: CostOptions): number {
  return Math.min(windowsOf(options), (options.keys * DAYS_A_MONTH) / options.requests);
}

/** USD for so long. */
function duration(ms: number): number {
  return (ms / 1000) * MEMORY_GB * PRICES.gbSeconds;
}
