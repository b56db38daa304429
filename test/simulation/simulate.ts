import { createHandler } from '../../lambdas/record-usage/handler.ts';
import { KEY_METRICS } from '../../lib/contracts/key-metrics.ts';
import { METRICS } from '../../lib/contracts/metrics.ts';
import { newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { createUsageCache } from '../../lib/core/usage/usage-cache.ts';
import type { Alarm, MetricAlarm } from '../../scripts/alarms/definition.ts';
import { metricsIn } from '../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator, type Notification } from '../../scripts/alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../scripts/alarms/metric-store.ts';
import { seeded } from '../../scripts/samples/seeded.ts';
import { keyOf } from '../support/entities.ts';
import { ACCOUNT, logEvent, subscriptionEvent } from '../support/log-delivery.ts';
import { createMemoryUsageStore } from '../support/memory-usage-store.ts';
import type { Customer, Traffic } from './traffic.ts';

const MINUTES_A_DAY = 24 * 60;
/** Start of the day. */
export const MIDNIGHT = Date.UTC(2027, 0, 31);
const SOURCE = { logGroup: 'authorizer-log', via: 'authorizer', probed: true } as const;
const CONTEXT = { invokedFunctionArn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:record-usage` };

export interface Simulation {
  readonly alarms: readonly Alarm[];
  readonly customers: readonly Customer[];
  readonly traffic: readonly Traffic[];
  /** Failed authentications per minute in the two previous weeks. */
  readonly usualFailures: (minute: number, random: () => number) => number;
  readonly seed: number;
  /** Actions of operators in a minute, as log lines of the control API: test notifications and mutes. */
  readonly commands?: (minute: number, keyTable: string, atMs: number) => readonly string[];
}

const DAYS_BEFORE = 14;

/**
 * Simulates a day, minute by minute: `record-usage` processes decision log lines, and the alarms evaluate its metrics.
 *
 * @returns the notifications with their topics
 */
export async function simulateDay(given: Simulation): Promise<readonly Notification[]> {
  const random = seeded(given.seed);
  const metrics = new MetricStore();
  const usageTable = tableOf(given.alarms, METRICS.dimension);
  const keyTable = tableOf(given.alarms, KEY_METRICS.dimension);
  const healthy = healthySigns(given.alarms);
  for (let minute = -DAYS_BEFORE * MINUTES_A_DAY; minute < 0; minute += 1) {
    const ofDay = (minute + DAYS_BEFORE * MINUTES_A_DAY) % MINUTES_A_DAY;
    const value = given.usualFailures(ofDay, random);
    const dimensions = { [METRICS.dimension]: usageTable };
    const atMs = MIDNIGHT + minute * MINUTE_MS;
    metrics.put({
      namespace: METRICS.namespace,
      metric: METRICS.authenticationFailures,
      dimensions,
      atMs,
      value,
    });
  }
  const evaluator = new AlarmEvaluator(given.alarms, metrics);
  const clock = { nowMs: MIDNIGHT };
  const deliver = await recorder(given.customers, usageTable, clock, (line) => {
    for (const datum of metricsIn(line)) metrics.put(datum);
  });
  const notifications: Notification[] = [];
  for (let minute = 0; minute < MINUTES_A_DAY; minute += 1) {
    clock.nowMs = MIDNIGHT + minute * MINUTE_MS + MINUTE_MS / 2;
    const lines = given.traffic.flatMap((traffic) => traffic(minute, random));
    await deliver(lines);
    const commands = given.commands?.(minute, keyTable, clock.nowMs) ?? [];
    for (const datum of commands.flatMap(metricsIn)) metrics.put(datum);
    for (const sign of healthy) metrics.put({ ...sign, atMs: clock.nowMs });
    notifications.push(...evaluator.evaluate(MIDNIGHT + (minute + 1) * MINUTE_MS).notifications);
  }
  return notifications;
}

/** The actual function, with a store that contains the keys of the customers. */
async function recorder(
  customers: readonly Customer[],
  usageTable: string,
  clock: { readonly nowMs: number },
  log: (line: string) => void,
): Promise<(lines: readonly string[]) => Promise<void>> {
  const store = createMemoryUsageStore();
  const cron = keyOf('tenant-0', { id: 'cron' });
  for (const key of [cron, ...customers.map((customer) => customer.key)])
    await store.createUsage(newKeyUsage(key, 0));
  const handler = createHandler({
    ...{ store, usageTable, log, known: createUsageCache(store) },
    findSource: async () => SOURCE,
    clock: () => clock.nowMs,
    backoff: async () => {},
  });
  return async (lines) => {
    const logEvents = lines.map((line) => logEvent(line, clock.nowMs));
    await handler(subscriptionEvent({ logEvents }), CONTEXT);
  };
}

/** The name of a table in the alarms. */
export function tableOf(alarms: readonly Alarm[], dimension: string): string {
  const metrics = alarms.filter((alarm) => alarm.kind === 'metric').flatMap(metricsOf);
  const table = metrics.map(({ dimensions }) => dimensions[dimension]).find(Boolean);
  if (!table) throw new Error(`no alarm has the dimension ${dimension}`);
  return table;
}

/** The metrics of a healthy minute, for alarms that treat missing data as breaching. */
function healthySigns(alarms: readonly Alarm[]): readonly Omit<Datum, 'atMs'>[] {
  return alarms
    .filter((alarm) => alarm.kind === 'metric')
    .filter(({ missingData }) => missingData === 'breaching')
    .flatMap((alarm) => {
      const value = alarm.comparison.startsWith('Less') ? Number(alarm.threshold) : 0;
      return metricsOf(alarm).map((id) => ({ ...id, value }));
    });
}

function metricsOf({ queries }: MetricAlarm) {
  return queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
}
