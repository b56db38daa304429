import { PRICES } from './prices.ts';

const MINUTES_A_MONTH = 730 * 60;
const MEMORY_GB = 256 / 1024;
/** Each probe invokes its function and the recorder. */
const PROBE_MS = 10 + 40;
/** Functions of the deployment that run every minute: the sweep and the check of the audit chain. */
const MINUTE_SCHEDULES = 2;
/** Decisions, failed authentications, durations and one outcome of denials. Published only with traffic. */
const TRAFFIC_METRICS = 4;
/** DynamoDB asks KMS again every five minutes at most. */
const KEY_CALLS_A_MONTH = MINUTES_A_MONTH / 5;

/** The authorizer of the Postern API, the public API, and one protected API. */
export const USAGE_SOURCES = 3;

/** The idle cost of `prod` a month, without a protected API and without schedules. A test computes it from the templates. */
export const PROD_IDLE_USD = 7.95;

/** USD per month: one probe per minute and source, with its log line and its watermark update. */
export function probesMonth(probeLogBytes: number): number {
  const duration = (PROBE_MS / 1000) * MEMORY_GB * PRICES.gbSeconds[0][1];
  const table = (PRICES.writeUnits + PRICES.readUnits) / 1e6;
  const log = (probeLogBytes * (PRICES.logIngestion[0][1] + PRICES.logStorage)) / 1e9;
  return USAGE_SOURCES * MINUTES_A_MONTH * ((2 * PRICES.invocations) / 1e6 + duration + table + log);
}

/** USD a month of everything that is on by default, with one protected API, and does not depend on the requests. */
export function idleUsd(probeLogBytes: number): number {
  const schedules = ((USAGE_SOURCES + MINUTE_SCHEDULES) * MINUTES_A_MONTH * PRICES.schedules) / 1e6;
  const keyCalls = (KEY_CALLS_A_MONTH / 10_000) * PRICES.keyCalls;
  return PROD_IDLE_USD + probesMonth(probeLogBytes) / USAGE_SOURCES + schedules + keyCalls;
}

/** USD a month for the metrics of decisions. */
export function metricsMonth(): number {
  return TRAFFIC_METRICS * PRICES.customMetric;
}
