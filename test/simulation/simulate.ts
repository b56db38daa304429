import { createHandler } from '../../lambdas/record-usage/handler.ts';
import { watchedKey } from '../../lib/core/usage/key-usage.ts';
import { createKnownUsages } from '../../lib/core/usage/known-usages.ts';
import type { Alarm } from '../../scripts/alarms/definition.ts';
import { metricsIn } from '../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator, type Notice } from '../../scripts/alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../scripts/alarms/metric-store.ts';
import { seeded } from '../../scripts/proof/usage/traffic.ts';
import { keyOf } from '../support/entities.ts';
import { ACCOUNT, logEvent, subscriptionEvent } from '../support/log-delivery.ts';
import { createMemoryUsageStore } from '../support/memory-usage-store.ts';
import type { Customer, Traffic } from './traffic.ts';

const MIDNIGHT = Date.UTC(2027, 0, 31);
const SOURCE = { logGroup: 'authorizer-log', via: 'authorizer', probed: true } as const;
const CONTEXT = { invokedFunctionArn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:record-usage` };

export interface Simulation {
  readonly alarms: readonly Alarm[];
  readonly customers: readonly Customer[];
  readonly traffic: readonly Traffic[];
  /** As the alarms name it. */
  readonly usageTable: string;
  /** What the rest of a healthy deployment tells in each minute. */
  readonly beside: (atMs: number) => readonly Datum[];
  readonly seed: number;
}

/**
 * A day, minute by minute: decision lines go through `record-usage`, its metrics to the alarms.
 * @returns what was told, to whomever
 */
export async function simulateDay(given: Simulation): Promise<readonly Notice[]> {
  const random = seeded(given.seed);
  const metrics = new MetricStore();
  const evaluator = new AlarmEvaluator(given.alarms, metrics);
  const clock = { nowMs: MIDNIGHT };
  const deliver = await recorder(given, clock, (line) => {
    for (const datum of metricsIn(line)) metrics.put(datum);
  });
  const notices: Notice[] = [];
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    clock.nowMs = MIDNIGHT + minute * MINUTE_MS + MINUTE_MS / 2;
    const lines = given.traffic.flatMap((traffic) => traffic(minute, random));
    await deliver(lines);
    for (const datum of given.beside(clock.nowMs)) metrics.put(datum);
    notices.push(...evaluator.evaluate(MIDNIGHT + (minute + 1) * MINUTE_MS).notices);
  }
  return notices;
}

/** The function itself, over a store that knows the customers' keys. */
async function recorder(
  { customers, usageTable }: Simulation,
  clock: { readonly nowMs: number },
  log: (line: string) => void,
): Promise<(lines: readonly string[]) => Promise<void>> {
  const store = createMemoryUsageStore();
  const cron = keyOf('tenant-0', { id: 'cron' });
  for (const key of [cron, ...customers.map((customer) => customer.key)])
    await store.createUsage(watchedKey(key, 0));
  const handler = createHandler({
    ...{ store, usageTable, log, known: createKnownUsages(store) },
    findSource: async () => SOURCE,
    clock: () => clock.nowMs,
    pause: async () => {},
  });
  return async (lines) => {
    const logEvents = lines.map((line) => logEvent(line, clock.nowMs));
    await handler(subscriptionEvent({ logEvents }), CONTEXT);
  };
}
