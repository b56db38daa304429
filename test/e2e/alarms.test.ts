import { GetQueueUrlCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { NOTIFICATION_FORMAT } from '../../lib/contracts/alarm-notification.ts';
import { KEY_METRICS } from '../../lib/contracts/key-metrics.ts';
import { METRICS } from '../../lib/contracts/metrics.ts';
import { keyCodec } from '../../lib/core/keys/format.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Alarm, AlarmState } from '../../scripts/alarms/definition.ts';
import { metricsIn } from '../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator, type Evaluation } from '../../scripts/alarms/evaluator.ts';
import { MetricStore, MINUTE_MS } from '../../scripts/alarms/metric-store.ts';
import { AlarmService } from '../../scripts/local/alarms/alarm-service.ts';
import { deployedAlarms } from '../../scripts/local/alarms/deployed-alarms.ts';
import { NativeMetrics } from '../../scripts/local/alarms/native-metrics.ts';
import { NotificationQueue, type TopicMessage } from '../../scripts/local/alarms/notification-queue.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { LogTailer } from '../../scripts/local/log-tailer.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { raiseAndEnd } from './support/alarm-timeline.ts';

const { endpointUrl, sampleRestUrl } = inject('deployment');
const service = new AlarmService(endpointUrl);
const SOON = { timeout: 60_000, interval: 200 };
const PREFIX = 'Postern-local-Monitoring-';
/** Part of each sent secret. It must not occur in logs and notifications. */
const CANARY = 'Canary7wB2';
const CONCURRENCY = 4;

let alarms: readonly Alarm[];
let queue: NotificationQueue;
const received: TopicMessage[] = [];

beforeAll(async () => {
  alarms = await deployedAlarms(endpointUrl);
  await service.createUnsupported(alarms);
  queue = await NotificationQueue.open(endpointUrl, 'e2e-alarms', (topic) => topic.startsWith(PREFIX));
});
afterAll(() => queue.close());

/** Summarizes CloudWatch messages as `key-guessing ALARM`, and formatted ones as `key-guessing ALARM, readable`. */
function summariesOf(messages: readonly TopicMessage[]): readonly string[] {
  const fromCloudWatch = z.object({ AlarmName: z.string(), NewStateValue: z.string() });
  return messages.map(({ attributes, text, subject }) => {
    if (attributes[NOTIFICATION_FORMAT.name] === NOTIFICATION_FORMAT.readable) {
      const [state, name = ''] = subject.split(': ');
      return `${name.replace(PREFIX, '')} ${state}, readable`;
    }
    const { AlarmName, NewStateValue } = fromCloudWatch.parse(JSON.parse(text));
    return `${AlarmName.replace(PREFIX, '')} ${NewStateValue}`;
  });
}

async function expectNotifications(expected: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    received.push(...(await queue.read()));
    expect(summariesOf(received)).toEqual(expect.arrayContaining([...expected]));
  }, SOON);
}

async function stateOf(alarm: string): Promise<AlarmState | undefined> {
  return (await service.states()).get(PREFIX + alarm);
}

it('each alarm of the template notifies its topic when its metric crosses the threshold and when it recovers', async () => {
  const raised = alarms.filter(({ name }) => name !== `${PREFIX}paging-muted`);
  const names = raised.map(({ name }) => name.replace(PREFIX, ''));
  expect(names).toContain('page-authorizer-faults');
  const evaluations = raiseAndEnd(raised, Date.now());
  for (const evaluation of evaluations) await service.apply(evaluation);
  const ends = names.flatMap((name) => [`${name} ALARM`, `${name} OK`]);
  await expectNotifications([...ends, ...ends.map((end) => `${end}, readable`)]);
  expect((await Promise.all(names.map(stateOf))).filter((state) => state !== 'OK')).toEqual([]);
});

it('invalid keys raise the spike and ratio alarms, guesses at one key raise key-guessing, and no value is disclosed', async () => {
  const log = new LogTailer(endpointUrl, Date.now(), { term: 'CloudWatchMetrics', read: metricsIn });
  const { id } = await newKey(await newTenant());
  await sendAll(Array.from({ length: 110 }, (_, n) => `pst_live_${CANARY}${n}`));
  await sendAll(Array.from({ length: 12 }, (_, n) => guessAt(id, n)));

  // All data get the timestamp of one minute.
  const atMs = Date.now();
  const metrics = new MetricStore();
  let failures = 0;
  let guesses = 0;
  await vi.waitFor(async () => {
    const lines = await log.read(Date.now(), AbortSignal.timeout(5_000));
    for (const datum of lines.flatMap(({ line }) => line)) {
      if (datum.metric === METRICS.authenticationFailures) failures += datum.value;
      if (datum.metric === METRICS.guessesOfOneKey) guesses = Math.max(guesses, datum.value);
      metrics.put({ ...datum, atMs });
    }
    // The emulator may lose a line, so these are lower bounds.
    expect(failures).toBeGreaterThanOrEqual(110);
    expect(guesses).toBeGreaterThanOrEqual(10);
  }, SOON);
  const raised = ['failed-authentication-spike', 'failed-authentication-ratio', 'key-guessing'];
  const evaluations = minutesAfter(atMs, new AlarmEvaluator(alarms, metrics, { known: allOk() }), 70);
  for (const evaluation of evaluations) await service.apply(evaluation);
  await expectNotifications(raised.flatMap((name) => [`${name} ALARM`, `${name} OK`]));

  const everyLine = new LogTailer(endpointUrl, atMs - 60_000, { term: CANARY, read: (text) => text });
  expect(await everyLine.read(Date.now(), AbortSignal.timeout(20_000))).toEqual([]);
  expect(JSON.stringify([received, evaluations])).not.toContain(CANARY);
});

it('a test notification pages, and a page of another cause in the next minutes is also sent', async () => {
  const atMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const metrics = new MetricStore();
  const put = (name: string, metric: string, minute: number, value: number) => {
    const alarm = alarms.find((each) => each.name === PREFIX + name);
    const queries = alarm?.kind === 'metric' ? alarm.queries : [];
    const ids = queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
    const id = ids.find((each) => each.metric === metric);
    if (!id) throw new Error(`The alarm ${name} does not use the metric ${metric}`);
    metrics.put({ ...id, atMs: atMs + minute * MINUTE_MS, value });
  };
  put('test-notification', KEY_METRICS.testNotifications, 0, 1);
  for (const minute of [0, 1, 2]) {
    put('distributed-failures', METRICS.decisions, minute, 200);
    put('distributed-failures', METRICS.distributedFailures, minute, 200);
  }
  const since = received.length;
  for (const evaluation of minutesAfter(atMs, new AlarmEvaluator(alarms, metrics, { known: allOk() }), 12)) {
    await service.apply(evaluation);
  }
  await vi.waitFor(async () => {
    received.push(...(await queue.read()));
    const pages = received.slice(since).filter(({ topic }) => /Page/.test(topic));
    expect(summariesOf(pages)).toEqual(
      expect.arrayContaining([
        'test-notification ALARM',
        'page-distributed-failures ALARM',
        'page-distributed-failures OK',
      ]),
    );
  }, SOON);
});

it('a message in the dead-letter queue of notifications raises the alarm, and its removal ends the alarm', async () => {
  const alarm = alarms.find(({ name }) => name === `${PREFIX}notification-dead-letters`);
  const [query] = alarm?.kind === 'metric' ? alarm.queries : [];
  const QueueName = query && 'metric' in query ? query.metric.dimensions.QueueName : undefined;
  const sqs = new SQSClient(rootClient(endpointUrl));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const metrics = new MetricStore();
  const evaluator = new AlarmEvaluator(alarms, metrics, { known: allOk() });
  const native = new NativeMetrics(endpointUrl, alarms);
  const transitionsAt = async (endMs: number) => {
    for (const datum of await native.read(endMs)) metrics.put(datum);
    const evaluation = evaluator.evaluate(endMs);
    await service.apply(evaluation);
    return evaluation.transitions.map(({ alarm: { name }, to }) => `${name.replace(PREFIX, '')} ${to}`);
  };
  const endMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'an undelivered notification' }));
  expect(await transitionsAt(endMs)).toContain('notification-dead-letters ALARM');
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await transitionsAt(endMs + MINUTE_MS)).toContain('notification-dead-letters OK');
});

function allOk(): ReadonlyMap<string, AlarmState> {
  return new Map(alarms.map(({ name }) => [name, 'OK']));
}

function minutesAfter(fromMs: number, evaluator: AlarmEvaluator, minutes: number): readonly Evaluation[] {
  return Array.from({ length: minutes }, (_, n) => evaluator.evaluate(fromMs + (n + 1) * MINUTE_MS));
}

/** A value with the ID of the key and a wrong secret. */
function guessAt(keyId: string, n: number): string {
  const secret = `${CANARY}${n}`.padEnd(defaultProfile.format.secretLength, 'x');
  return keyCodec(defaultProfile.format).compose({ environment: 'live', keyId, secret });
}

async function sendAll(values: readonly string[]): Promise<void> {
  for (let done = 0; done < values.length; done += CONCURRENCY) {
    await Promise.all(values.slice(done, done + CONCURRENCY).map(send));
  }
}

async function send(value: string): Promise<void> {
  const headers = { authorization: `Bearer ${value}` };
  await (await fetch(`${sampleRestUrl}/hello?key=${value}`, { headers })).arrayBuffer();
}

it('an active alarm is listed for the tenants with its cause only, with its runbook', async () => {
  const [affected, other] = [await newTenant(), await newTenant()];
  const body = { owner: 'app', expiresInSeconds: 86_400 };
  await adminClient.call('createKey', { params: { tenant: affected }, body });
  const alarm = alarms.find(({ name }) => name === `${PREFIX}keys-expiring`);
  if (!alarm) throw new Error('The deployment has no alarm keys-expiring');
  const activate = { alarm, from: 'OK', to: 'ALARM', atMs: Date.now(), reason: 'Keys expire' } as const;
  await service.apply({ transitions: [activate], notifications: [] });
  const alarmsOf = async (tenant: string) =>
    (await adminClient.call('showTenantAlarms', { params: { tenant } })).items;
  expect(await alarmsOf(affected)).toMatchObject([
    {
      name: 'keys-expiring',
      cause: 'Keys that expire within 7 days and are not rotated: 1',
      runbook: 'docs/runbooks/keys-expiring.md',
    },
  ]);
  expect(await alarmsOf(other)).toEqual([]);
});
