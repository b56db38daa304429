import { Stack } from 'aws-cdk-lib';
import type { CompositeAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { QueriedLogs } from '../../contracts/saved-queries.ts';
import { type AlarmCoverage, type AlarmingProps, addAlarms, RUNBOOKS } from './alarm.ts';
import { allAlarms, type Monitored } from './alarms/all.ts';
import { totalFaults } from './alarms/authorization.ts';
import { addAnomalyAlarm } from './anomaly.ts';
import { addDashboard } from './dashboard.ts';
import { KeyMetricsCollector } from './key-metrics-collector.ts';
import { adminChanges, authorizerFaults, deniedAdminCalls } from './log-metrics.ts';
import { usageMetric } from './metrics.ts';
import type { MonitoredKeys, MonitoredRotation } from './monitored-resources.ts';
import { Notifications, type NotificationsProps } from './notifications.ts';
import { addPages } from './page-alarm.ts';
import { addSavedQueries } from './saved-queries.ts';
import { type AlarmThresholds, thresholdsOf } from './thresholds.ts';

export interface MonitoringProps {
  /** The `ApiKeys` construct of this app. */
  readonly keys: MonitoredKeys;
  /**
   * The `Rotation` construct of these keys.
   *
   * @default - no rotation
   */
  readonly rotation?: MonitoredRotation;
  /**
   * Receivers of notifications.
   *
   * @default - only other subscribers of the topics
   */
  readonly notify?: NotificationsProps;
  /**
   * `full`: all alarms and the dashboard. `essential`: only the alarms that page, and those that report a fault before it
   * affects callers. docs/monitoring.md lists them.
   *
   * @default 'full'
   */
  readonly coverage?: AlarmCoverage;
  /**
   * KMS key that encrypts the topics. Its policy must allow `cloudwatch.amazonaws.com` to decrypt and to generate data keys.
   *
   * @default - a new key with such a policy
   */
  readonly encryptionKey?: IKey;
  /** @default - the default of each threshold */
  readonly thresholds?: AlarmThresholds;
  /**
   * Base URL or folder of the runbooks in alarm descriptions, without a trailing slash.
   *
   * @default - 'docs/runbooks', the folder in the package and its repository
   */
  readonly runbooks?: string;
  /**
   * The name of a SecureString parameter with an HTTPS address. The heartbeat is a POST to it every minute. A
   * receiver outside this account detects missing heartbeats.
   *
   * @default - no heartbeat
   */
  readonly heartbeatUrlParameter?: string;
  /**
   * Retention of the function logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

/** Monitors a deployment: metrics, alarms with runbooks, composite alarms that page, a dashboard and saved queries. */
export class Monitoring extends Construct {
  readonly notifications: Notifications;
  /** The alarms by name. The name is also that of the runbook. */
  readonly alarms: ReadonlyMap<string, IAlarm>;
  /** The alarms that page, by the name of their cause. A mute suppresses them. */
  readonly pages: ReadonlyMap<string, CompositeAlarm>;

  /** @throws Error for an invalid threshold, or for more metrics than CloudWatch allows in one alarm */
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { keys, logRetention, heartbeatUrlParameter, runbooks = RUNBOOKS, coverage = 'full' } = props;
    this.notifications = new Notifications(this, 'Notifications', {
      ...props.notify,
      logRetention,
      encryptionKey: props.encryptionKey,
    });
    const counter = new KeyMetricsCollector(this, 'CollectKeyMetrics', {
      keys,
      heartbeatUrlParameter,
      logRetention,
    });
    const { ticket, page } = this.notifications;
    const { stackName: prefix, region } = Stack.of(this);
    const alarming = { prefix, runbooks, ticket, page };
    const monitored = this.#measure(props);
    const thresholds = thresholdsOf(props.thresholds);
    const isFull = coverage === 'full';
    const definitions = allAlarms(monitored, thresholds).filter(
      (definition) => isFull || definition.coverage !== 'full',
    );
    this.alarms = addAlarms(this, definitions, alarming);
    const band = isFull ? this.#addBand(keys, { ...alarming, thresholds }) : [];
    this.pages = addPages(this, { ...alarming, definitions, alarms: this.alarms });
    const pages = [...this.pages.keys()].map((name) => `page-${name}`);
    const shown = [...pages, ...this.alarms.keys(), ...band].map((name) => `${prefix}-${name}`);
    if (isFull) addDashboard(this, { ...monitored, name: `${prefix}-${region}`, alarms: shown });
    addSavedQueries(this, this.#logs(props, counter));
  }

  #measure({ keys, rotation }: MonitoringProps): Monitored {
    const logFaults = authorizerFaults(this, 'AuthorizerFaults', keys.authorizer);
    return {
      ...{ keys, rotation },
      deadLetters: this.notifications.deadLetters,
      faults: keys.recorder ? totalFaults(keys.recorder.store.table.tableName, logFaults) : logFaults,
      changes: adminChanges(this, 'AdminChanges', keys),
      denials: deniedAdminCalls(this, 'AdminAccessDenied', keys),
    };
  }

  /** @returns the name of the anomaly alarm, if usage is recorded */
  #addBand(
    { recorder }: MonitoredKeys,
    props: AlarmingProps & { readonly thresholds: Required<AlarmThresholds> },
  ): string[] {
    if (!recorder) return [];
    const failures = usageMetric(recorder.store.table.tableName, 'authenticationFailures');
    return [addAnomalyAlarm(this, failures, props)];
  }

  #logs(
    { keys, rotation }: MonitoringProps,
    counter: KeyMetricsCollector,
  ): Readonly<Record<QueriedLogs, ILogGroup[]>> {
    return {
      decisions: [keys.authorizer.logGroup],
      'admin-calls': [keys.accessLog],
      usage: keys.recorder ? [keys.recorder.logGroup] : [],
      rotation: [rotation?.rotateKey, rotation?.sweepKeys, rotation?.limitEvents].flatMap(
        (fn) => fn?.logGroup ?? [],
      ),
      monitoring: [this.notifications.formatter.logGroup, counter.logGroup],
    };
  }
}
