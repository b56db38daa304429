import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deliveryLagLine, KEY_METRICS } from '../../lib/contracts/key-metrics.ts';
import { AUDIT_METRICS, auditMetricsLine } from '../../lib/contracts/metrics.ts';
import { ROTATION_METRICS, sweepMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { metricsIn } from '../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator } from '../../scripts/alarms/evaluator.ts';
import { MetricStore, MINUTE_MS } from '../../scripts/alarms/metric-store.ts';
import { prodAlarms } from '../support/stage-alarms.ts';
import { MIDNIGHT, tableOf } from './simulate.ts';

const PREFIX = 'Postern-prod-Monitoring-';
const HEALTHY_MINUTES = 60;
const OUTAGE_MINUTES = 24 * 60;
/** Alarms are evaluated a minute after the data that they need, and notifications take seconds. */
const DELAY_MINUTES = 1;
const LIMIT_MINUTES = 15;

const alarms = prodAlarms();
const [keyTable, auditTable, rotation] = [
  KEY_METRICS.dimension,
  AUDIT_METRICS.dimension,
  ROTATION_METRICS.dimension,
].map((dimension) => tableOf(alarms, dimension));

/** The metrics lines of a minute, by the function that writes them. Each reports the time for which another one is behind. */
interface Signs {
  readonly deliverySeconds: number | 'missing';
  readonly chainSeconds: number | 'missing';
  readonly sweeps: boolean;
}

const HEALTHY: Signs = { deliverySeconds: 60, chainSeconds: 60, sweeps: true };

function linesOf({ deliverySeconds, chainSeconds, sweeps }: Signs, atMs: number): readonly string[] {
  return [
    ...(deliverySeconds === 'missing' ? [] : [deliveryLagLine(keyTable ?? '', deliverySeconds * 1000, atMs)]),
    ...(chainSeconds === 'missing'
      ? []
      : [auditMetricsLine(auditTable ?? '', { behindSeconds: chainSeconds, broken: 0 }, atMs)]),
    ...(sweeps ? [sweepMetricsLine(rotation ?? '', { due: 0, overdue: 0 }, atMs)] : []),
  ];
}

/** The alarms of a day of outage, with the minutes after its start and after its end. */
function alarmsOf(outage: (seconds: number) => Partial<Signs>) {
  const metrics = new MetricStore();
  const evaluator = new AlarmEvaluator(alarms, metrics);
  const started = new Map<string, number>();
  const ended = new Map<string, number>();
  for (let minute = -HEALTHY_MINUTES; minute < OUTAGE_MINUTES + HEALTHY_MINUTES; minute += 1) {
    const isOutage = minute >= 0 && minute < OUTAGE_MINUTES;
    const atMs = MIDNIGHT + minute * MINUTE_MS;
    const signs = isOutage ? { ...HEALTHY, ...outage(60 + minute * 60) } : HEALTHY;
    for (const datum of linesOf(signs, atMs).flatMap(metricsIn)) metrics.put(datum);
    for (const { alarm, to } of evaluator.evaluate(atMs + MINUTE_MS).notifications) {
      const name = alarm.name.replace(PREFIX, '');
      if (to === 'ALARM') started.set(name, minute + 1 + DELAY_MINUTES);
      else if (started.has(name)) ended.set(name, minute + 1 - OUTAGE_MINUTES);
    }
  }
  return { started, ended };
}

/** The minutes after which alarms start in docs/operations.md, by function. */
function documentedStarts(): ReadonlyMap<string, number> {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const rows = text.matchAll(/^\| `([\w-]+)` +\| `[\w-]+` +\| (\d+) minutes +\|/gm);
  return new Map([...rows].map(([, name = '', minutes]) => [name, Number(minutes)]));
}

const DOCUMENTED = documentedStarts();

it('reads the documented starts of the alarms', () => {
  expect([...DOCUMENTED.keys()]).toEqual([
    'record-usage',
    'aggregate-usage',
    'append-audit-chain',
    'sweep-keys',
  ]);
});

it.each<readonly [string, string, (seconds: number) => Partial<Signs>]>([
  [
    'record-usage fails, or its subscription is removed',
    'usage-delivery-lag',
    (s) => ({ deliverySeconds: s }),
  ],
  [
    'aggregate-usage fails, or its mapping is disabled',
    'usage-delivery-lag',
    (s) => ({ deliverySeconds: s }),
  ],
  ['collect-key-metrics does not run', 'usage-delivery-lag', () => ({ deliverySeconds: 'missing' })],
  ['append-audit-chain fails, or its mapping is disabled', 'audit-chain-lag', (s) => ({ chainSeconds: s })],
  ['check-audit-chain does not run', 'audit-chain-lag', () => ({ chainSeconds: 'missing' })],
  ['sweep-keys does not run', 'sweep-heartbeat-missing', () => ({ sweeps: false })],
])('%s: %s starts within 15 minutes, and ends after the outage', (title, name, outage) => {
  const { started, ended } = alarmsOf(outage);
  expect([...started.keys()]).toEqual([name]);
  expect(started.get(name)).toBeLessThanOrEqual(LIMIT_MINUTES);
  // An outage can start up to a minute before the first missing run.
  const documented = DOCUMENTED.get(title.split(' ')[0] ?? '');
  if (documented !== undefined) expect(started.get(name)).toBe(documented - 1);
  expect(ended.get(name)).toBeLessThanOrEqual(LIMIT_MINUTES);
});
