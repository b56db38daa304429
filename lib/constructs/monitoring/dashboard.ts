import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { keyEventMetric, ROTATION_FAILURES } from '../../contracts/key-event-metrics.ts';
import { DENIAL_OUTCOMES, METRICS, outcomeMetric } from '../../contracts/metrics.ts';
import { ROTATION_METRICS } from '../../contracts/rotation-metrics.ts';
import { functionMetric, keyMetric, rotationMetric, selfMonitoringMetric, usageMetric } from './metrics.ts';
import type { MonitoredKeys, MonitoredRotation } from './monitored-resources.ts';

export interface DashboardProps {
  /** Unique per account. */
  readonly name: string;
  readonly keys: MonitoredKeys;
  readonly rotation: MonitoredRotation | undefined;
  /** The names of the alarms. */
  readonly alarms: readonly string[];
  readonly changes: IMetric;
  readonly denials: IMetric;
  readonly faults: IMetric;
}

const WIDTH = 24;
const HALF_WIDTH = 12;

/** Creates the dashboard: decisions, faults, latency, rotation, keys and billed usage. */
export function addDashboard(scope: Construct, props: DashboardProps): Dashboard {
  const { keys, rotation, alarms } = props;
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: props.name,
    defaultInterval: Duration.hours(12),
  });
  // By name, because the emulator excludes some alarms, and a reference to one of them would fail.
  const shown = alarms.map((name) => Alarm.fromAlarmName(dashboard, name, name));
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: WIDTH, alarms: shown }));
  const usageTable = keys.recorder?.store.table.tableName;
  if (usageTable !== undefined) dashboard.addWidgets(...decisionWidgets(usageTable, props.faults));
  if (rotation) dashboard.addWidgets(...rotationWidgets(rotation.name));
  dashboard.addWidgets(...keyWidgets(props));
  dashboard.addWidgets(...costWidgets(keys));
  return dashboard;
}

function decisionWidgets(usageTable: string, faults: IMetric): readonly IWidget[] {
  const denials = DENIAL_OUTCOMES.map((outcome) =>
    selfMonitoringMetric(METRICS.dimension, usageTable, outcomeMetric(outcome), Stats.SUM),
  );
  return [
    graph('Decisions, and denials by outcome, per minute', [
      usageMetric(usageTable, 'decisions'),
      ...denials,
    ]),
    graph('Failed authentications, per minute', [
      usageMetric(usageTable, 'authenticationFailures'),
      usageMetric(usageTable, 'distributedFailures'),
      usageMetric(usageTable, 'guessesOfOneKey', Stats.MAXIMUM),
      usageMetric(usageTable, 'failuresOfOneAddress', Stats.MAXIMUM),
    ]),
    graph('Decision latency, ms', [
      usageMetric(usageTable, 'decisionDuration', Stats.percentile(50)),
      usageMetric(usageTable, 'decisionDuration', Stats.percentile(99)),
    ]),
    graph('Requests without a decision, and dropped log lines', [
      faults,
      usageMetric(usageTable, 'limiterFaults'),
      usageMetric(usageTable, 'droppedLines'),
    ]),
  ];
}

function rotationWidgets(rotation: string): readonly IWidget[] {
  return [
    graph('Rotations', [
      rotationMetric(rotation, keyEventMetric('rotation.started')),
      rotationMetric(rotation, keyEventMetric('rotation.finished')),
      rotationMetric(rotation, keyEventMetric('value.retired')),
      rotationMetric(rotation, ROTATION_FAILURES),
      rotationMetric(rotation, keyEventMetric('secret.value-rejected')),
      rotationMetric(rotation, keyEventMetric('secret.label-drift')),
    ]),
    graph('Due managed keys and rotation tasks', [
      rotationMetric(rotation, ROTATION_METRICS.due, Stats.MAXIMUM),
      rotationMetric(rotation, ROTATION_METRICS.overdue, Stats.MAXIMUM),
      rotationMetric(rotation, ROTATION_METRICS.done),
      rotationMetric(rotation, ROTATION_METRICS.failed),
      rotationMetric(rotation, ROTATION_METRICS.rejectedEvents),
    ]),
  ];
}

function keyWidgets({ keys, changes, denials }: DashboardProps): readonly IWidget[] {
  const keyTable = keys.store.table.tableName;
  return [
    graph('Expiring and dormant keys', [
      keyMetric(keyTable, 'expiringIn30Days'),
      keyMetric(keyTable, 'expiringIn7Days'),
      keyMetric(keyTable, 'expiringIn1Day'),
      keyMetric(keyTable, 'expiringUnrotated'),
      keyMetric(keyTable, 'dormant'),
    ]),
    graph('Admin API: changes and denied calls, per minute', [changes, denials]),
  ];
}

/** The billed usage. docs/cost.md has the prices. */
function costWidgets({ store, recorder, authorizer }: MonitoredKeys): readonly IWidget[] {
  const tables = [store.table, ...(recorder ? [recorder.store.table] : [])];
  const hour = Duration.hours(1);
  const units = tables.flatMap((table) => [
    table.metricConsumedReadCapacityUnits({ period: hour, statistic: Stats.SUM }),
    table.metricConsumedWriteCapacityUnits({ period: hour, statistic: Stats.SUM }),
  ]);
  const invoked = [authorizer, ...(recorder ? [recorder] : [])].map((fn) =>
    functionMetric(fn, 'Invocations').with({ period: hour }),
  );
  return [
    graph('Read and write units of the tables, per hour', units),
    graph('Invocations, per hour', invoked),
  ];
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({
    title,
    width: HALF_WIDTH,
    height: 6,
    left: [...left],
    leftYAxis: { min: 0 },
  });
}
