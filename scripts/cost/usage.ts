import { ACCESS_LOG_DAYS, COUNT_WINDOW_MS, COUNTS_DAYS } from '../../lib/core/usage/limits.ts';
import type { CostOptions } from './options.ts';
import type { SimulatedTraffic } from './traffic.ts';
import type { UsageUnits } from './usage-units.ts';

/** The usage of a key is read with eventual consistency before it is written. */
const EVENTUAL_READ = 0.5;
const DAYS_A_MONTH = 730 / 24;
const WINDOW_SECONDS = COUNT_WINDOW_MS / 1000;
const WINDOWS_A_MONTH = (730 * 3600) / WINDOW_SECONDS;
/** The load peaks of a function have twice the instances of its average. */
const PEAK_FACTOR = 2;
/** Billed duration of recording: of each delivery, and of each 16 keys that it writes in parallel. */
const DELIVERY_MS = 25;
const WRITE_MS = 15;
const PARALLEL_WRITES = 16;
/** Billed duration of adding up the counts of 32 keys in parallel. */
const COUNTING_MS = 10;
const PARALLEL_COUNTS = 32;

/** Write units, by what is written. */
export interface UsageWrites {
  readonly lastUses: number;
  readonly moves: number;
  readonly counts: number;
  readonly accessLog: number;
  readonly partialUsage: number;
}

/** What recording the decisions of a month takes. */
export interface UsageMonth {
  readonly linesPerDelivery: number;
  /** By what is written. */
  readonly writeUnits: UsageWrites;
  readonly readUnits: number;
  readonly invocations: number;
  readonly billedMs: number;
  readonly logBytes: number;
  /** Stored in the table alone, and with its indexes. */
  readonly tableBytes: number;
  readonly storedBytes: number;
}

/** The usage of a month, from simulated traffic. Deliveries are per instance of the authorizer, as its log streams are. */
export function usageMonth(options: CostOptions, traffic: SimulatedTraffic, units: UsageUnits): UsageMonth {
  const { requests, keys, tenants } = options;
  const denied = (requests * options.deniedPercent) / 100;
  const perSecond = (traffic.rate * (requests + denied)) / requests;
  const instances = Math.max(1, (perSecond * options.ms * PEAK_FACTOR) / 1000);
  const linesPerDelivery = meanOfNonEmpty((perSecond * options.deliverySeconds) / instances);
  const deliveries = (requests + denied) / linesPerDelivery;
  const uses = requests * traffic.uses;
  const keyWindows = requests * traffic.countWindows;
  const tenantWindows = Math.min(keyWindows, (tenants * requests) / traffic.rate / WINDOW_SECONDS);
  const entriesPerWindow = (uses + denied) / tenantWindows;
  const usesPerDelivery = (uses + denied) / deliveries;
  const daysAMonth = traffic.days / traffic.months;
  const entries = ((uses + denied) * ACCESS_LOG_DAYS) / DAYS_A_MONTH;
  const countedMonths = (requests * traffic.months * COUNTS_DAYS) / DAYS_A_MONTH;
  const stored = (size: 'table' | 'all') =>
    keys * units.usageItem[size] +
    entries * units.entry(entriesPerWindow)[size] +
    countedMonths * units.monthCounts(daysAMonth)[size] +
    tenants * COUNTS_DAYS * units.dayCounts[size];
  return {
    linesPerDelivery,
    writeUnits: {
      lastUses: uses * units.use + denied * units.denial,
      moves: requests * traffic.months * units.move,
      counts: (keyWindows + tenantWindows) * units.counts,
      accessLog: tenantWindows * units.segments(entriesPerWindow),
      partialUsage: deliveries * units.partialUsage(Math.min(linesPerDelivery, keys), usesPerDelivery),
    },
    readUnits: uses * EVENTUAL_READ,
    invocations: deliveries + WINDOWS_A_MONTH,
    billedMs:
      deliveries * (DELIVERY_MS + WRITE_MS * (usesPerDelivery / PARALLEL_WRITES)) +
      ((keyWindows + tenantWindows) / PARALLEL_COUNTS) * COUNTING_MS,
    logBytes: deliveries * units.metricsLineBytes,
    tableBytes: stored('table'),
    storedBytes: stored('all'),
  };
}

/** The mean of a Poisson distribution without its zero: a delivery has at least one line. */
function meanOfNonEmpty(mean: number): number {
  return mean / -Math.expm1(-mean);
}
