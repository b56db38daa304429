import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished, vi } from 'vitest';
import { KEY_METRICS, KEY_METRICS_EVENTS } from '../../lib/contracts/key-metrics.ts';
import { METRICS } from '../../lib/contracts/metrics.ts';
import { metricsIn } from '../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator } from '../../scripts/alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../scripts/alarms/metric-store.ts';
import { AlarmService } from '../../scripts/local/alarms/alarm-service.ts';
import { deployedAlarms } from '../../scripts/local/alarms/deployed-alarms.ts';
import { NotificationQueue } from '../../scripts/local/alarms/notification-queue.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { LogTailer } from '../../scripts/local/log-tailer.ts';
import { inParallel } from '../e2e/support/in-parallel.ts';
import { callAs, type Product, productOf } from './support/product.ts';

const SOON = { timeout: 45_000, interval: 250 };
const MS_PER_DAY = 86_400_000;

/** The notifications that the deployed alarms send for log lines that a product's functions write from now on. */
async function notificationsFrom({ endpointUrl, profile, keyTable, usageTable }: Product) {
  const startMs = Date.now();
  const topics = `Postern-${profile}-Monitoring-`;
  const [alarms, queue] = await Promise.all([
    deployedAlarms(endpointUrl, profile),
    NotificationQueue.open(endpointUrl, `alerts-${profile}`, (topic) => topic.startsWith(topics)),
  ]);
  onTestFinished(() => queue.close());
  const service = new AlarmService(endpointUrl);
  await service.createUnsupported(alarms);
  const log = new LogTailer(endpointUrl, startMs, { term: 'CloudWatchMetrics', read: metricsIn });
  const metrics = new MetricStore();
  const subjects: string[] = [];
  const isOwn = ({ dimensions }: Datum) =>
    Object.values(dimensions).some((value) => value === keyTable || value === usageTable);
  return {
    /** Waits until the sum of a metric is at least `least`. All data get the timestamp of one minute. */
    async untilLogged(metric: string, least: number): Promise<void> {
      let sum = 0;
      await vi.waitFor(async () => {
        const lines = await log.read(Date.now(), AbortSignal.timeout(5_000));
        for (const datum of lines.flatMap(({ line }) => line.filter(isOwn))) {
          if (datum.metric === metric) sum += datum.value;
          metrics.put({ ...datum, atMs: startMs });
        }
        expect(sum).toBeGreaterThanOrEqual(least);
      }, SOON);
    },
    /** Evaluates the alarms at the end of that minute, and waits for a notification of `alarm`. */
    async receive(alarm: string): Promise<void> {
      const known = new Map(alarms.map(({ name }) => [name, 'OK' as const]));
      await service.apply(new AlarmEvaluator(alarms, metrics, { known }).evaluate(startMs + MINUTE_MS));
      await vi.waitFor(async () => {
        subjects.push(...(await queue.read()).map(({ subject }) => subject));
        expect(subjects).toContainEqual(expect.stringMatching(new RegExp(`ALARM.*${topics}${alarm}`)));
      }, SOON);
    },
  };
}

it('MH-20 MH-23 a wave of failed authentications raises an alarm that notifies operators', async () => {
  const product = productOf('mindhunters');
  const tenant = await product.newTenant({ id: 'billing', kind: 'application' });
  const notifications = await notificationsFrom(product);
  const headers: [string, string][] = [['Host', `${tenant}.api.localhost`]];
  const attempts = Array.from({ length: 60 }, (_, n) => `Bearer made-up-${n}`);
  const statuses = await inParallel(attempts.length, 4, async (n) => {
    const sent = { path: '/hello', headers };
    return (await callAs(product.sampleGuardUrl, attempts[n] ?? '', sent)).status;
  });
  expect(new Set(statuses)).toEqual(new Set([401]));
  await notifications.untilLogged(METRICS.authenticationFailures, attempts.length);
  await notifications.receive('failed-authentication-spike');
});

it('MK-13 an alarm warns about a key that expires within 7 days', async () => {
  const product = productOf('mindkey');
  const tenant = await product.newTenant({ id: 'connector', kind: 'application' });
  const expiresAt = new Date(Date.now() + 5 * MS_PER_DAY).toISOString();
  await product.newKey(tenant, { owner: 'connector', expiresAt });
  const notifications = await notificationsFrom(product);
  await collectKeyMetrics(product);
  await notifications.untilLogged(KEY_METRICS.expiringUnrotated, 1);
  await notifications.receive('keys-expiring');
});

/** Invokes the function as the schedule of the key inventory does. */
async function collectKeyMetrics({ endpointUrl, profile }: Product): Promise<void> {
  const lambda = new LambdaClient(rootClient(endpointUrl));
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName } of Functions) {
      if (!FunctionName?.startsWith(`Postern-${profile}-Monitoring-MonitoringCollect`)) continue;
      expect(
        (
          await lambda.send(
            new InvokeCommand({ FunctionName, Payload: JSON.stringify(KEY_METRICS_EVENTS.inventory) }),
          )
        ).FunctionError,
      ).toBeUndefined();
      return;
    }
  }
  throw new Error('The deployment has no function that collects key metrics');
}
