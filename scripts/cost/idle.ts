import * as z from 'zod';
import { deliveryLagLine } from '../../lib/contracts/key-metrics.ts';
import { auditMetricsLine } from '../../lib/contracts/metrics.ts';
import { sweepMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { probesMonth, USAGE_SOURCES } from './fixed.ts';
import { probeLogBytes } from './log-bytes.ts';
import { PRICES } from './prices.ts';

/** One line of the idle cost of a deployment, in USD a month. */
export interface IdleLine {
  readonly name: string;
  readonly count: number;
  readonly usd: number;
}

/** The resources of all templates of a deployment. */
export type DeployedResources = readonly { readonly Type: string; readonly Properties: unknown }[];

const MINUTES_A_MONTH = 730 * 60;
const MEMORY_GB = 256 / 1024;
/** CloudWatch bills an anomaly detection alarm as three metrics. */
const BAND_METRICS = 3;

interface IdleFunction {
  /** The metrics line of a run without work. */
  readonly line?: string;
  /** The cost of its runs: their duration, and their requests to DynamoDB. */
  readonly runs: readonly IdleRun[];
}

interface IdleRun {
  readonly everyMinutes: number;
  readonly ms: number;
  readonly reads: number;
  readonly writes: number;
}

/** The functions that run without traffic, by their description. Probes of usage sources have a price of their own. */
const IDLE_FUNCTIONS: Readonly<Record<string, IdleFunction>> = {
  'Queues the managed keys that are due': {
    line: sweepMetricsLine('r', { due: 0, overdue: 0 }, 0),
    runs: [{ everyMinutes: 1, ms: 50, reads: 5, writes: 0 }],
  },
  // A key inventory without keys has no metrics.
  'Checks the delivery of usage, and counts expiring and dormant keys': {
    line: deliveryLagLine('t', 0, 0),
    runs: [
      { everyMinutes: 1, ms: 50, reads: 5, writes: 0 },
      { everyMinutes: 12 * 60, ms: 200, reads: 20, writes: 0 },
    ],
  },
  'Checks the lag of the audit chain': {
    line: auditMetricsLine('a', { behindSeconds: 0, broken: 0 }, 0),
    runs: [{ everyMinutes: 1, ms: 50, reads: 9, writes: 2 }],
  },
  // Invoked by the probe of the check.
  'Appends audit events to the audit chain': {
    runs: [{ everyMinutes: 1, ms: 50, reads: 0, writes: 0 }],
  },
};

/** The cost of a deployment without requests and keys, in USD a month, without free tiers. */
export function idleLines(resources: DeployedResources): readonly IdleLine[] {
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  const priced = (name: string, number: number, price: number) => ({
    name,
    count: number,
    usd: number * price,
  });
  const functions = resources.flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? (IDLE_FUNCTIONS[described.parse(Properties).Description] ?? []) : [],
  );
  const subscriptions = count('AWS::Logs::SubscriptionFilter');
  return [
    priced('Encryption keys', count('AWS::KMS::Key'), PRICES.customerManagedKey),
    priced('Metrics that alarms evaluate', evaluatedMetrics(resources), PRICES.alarmMetric),
    priced('Composite alarms', count('AWS::CloudWatch::CompositeAlarm'), PRICES.compositeAlarm),
    priced('Dashboards', count('AWS::CloudWatch::Dashboard'), PRICES.dashboard),
    priced(
      'Published metrics',
      functions.flatMap(({ line }) => (line === undefined ? [] : metricsIn(line))).length,
      PRICES.customMetric,
    ),
    {
      name: 'Scheduled functions',
      count: functions.length,
      usd: functions.flatMap(({ runs }) => runs).reduce((total, run) => total + monthOf(run), 0),
    },
    priced('Probes of usage sources', subscriptions, probesMonth(probeLogBytes()) / USAGE_SOURCES),
  ].filter((line) => line.count > 0);
}

const described = z.object({ Description: z.string() });
const alarm = z.object({
  Threshold: z.number().optional(),
  Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional(),
});

function evaluatedMetrics(resources: DeployedResources): number {
  return resources
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => alarm.parse(Properties))
    .reduce((total, { Threshold, Metrics }) => {
      if (Threshold === undefined) return total + BAND_METRICS;
      return total + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1);
    }, 0);
}

const embedded = z.object({
  _aws: z.object({ CloudWatchMetrics: z.tuple([z.object({ Metrics: z.array(z.unknown()) })]) }),
});

function metricsIn(line: string): readonly unknown[] {
  return embedded.parse(JSON.parse(line))._aws.CloudWatchMetrics[0].Metrics;
}

function monthOf({ everyMinutes, ms, reads, writes }: IdleRun): number {
  const lambda = PRICES.invocations / 1e6 + (ms / 1000) * MEMORY_GB * PRICES.gbSeconds[0][1];
  const table = (reads * PRICES.readUnits + writes * PRICES.writeUnits) / 1e6;
  return (MINUTES_A_MONTH / everyMinutes) * (lambda + table);
}
