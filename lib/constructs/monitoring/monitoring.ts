import { Stack } from 'aws-cdk-lib';
import type { CompositeAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { QueriedLogs } from '../../contracts/saved-queries.ts';
import { type AlarmingProps, addAlarms, RUNBOOKS } from './alarm.ts';
import { alarmsOn, type Watched } from './alarms/all.ts';
import { allFaults } from './alarms/authorization.ts';
import { addAnomalyAlarm } from './anomaly.ts';
import { addDashboard } from './dashboard.ts';
import { KeyCounter } from './key-metrics-collector.ts';
import { adminChanges, adminRefusals, authorizerFaults } from './log-metrics.ts';
import { usageMetric } from './metrics.ts';
import { Notifications, type NotificationsProps } from './notifications.ts';
import { addPages } from './page-alarm.ts';
import { addSavedQueries } from './saved-queries.ts';
import { thresholdsOf, type WatchThresholds } from './thresholds.ts';
import type { WatchedKeys, WatchedRotation } from './monitored-resources.ts';

export interface WatchProps {
  /** The `ApiKeys` construct of this app. */
  readonly keys: WatchedKeys;
  /**
   * The `Rotation` construct of these keys.
   *
   * @default - no rotation
   */
  readonly rotation?: WatchedRotation;
  /**
   * Receivers of notifications.
   *
   * @default - only other subscribers of the topics
   */
  readonly notify?: NotificationsProps;
  /** @default - the default of each threshold */
  readonly thresholds?: WatchThresholds;
  /**
   * Base URL or folder of the runbooks in alarm descriptions, without a trailing slash.
   *
   * @default - 'docs/runbooks', the folder in the package and its repository
   */
  readonly runbooks?: string;
  /**
   * The name of a SecureString parameter with an HTTPS address. The heartbeat is a POST to it every 15 minutes. A
   * receiver outside this account detects missing heartbeats.
   *
   * @default - no heartbeat
   */
  readonly deadMansSignal?: string;
  /**
   * Retention of the function logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

/** Monitors a deployment: metrics, alarms with runbooks, composite alarms that page, a dashboard and saved queries. */
export class Watch extends Construct {
  readonly notifications: Notifications;
  /** The alarms by name. The name is also that of the runbook. */
  readonly alarms: ReadonlyMap<string, IAlarm>;
  /** The alarms that page, by the name of their cause. A mute suppresses them. */
  readonly pages: ReadonlyMap<string, CompositeAlarm>;

  /** @throws Error for an invalid threshold, or for more metrics than CloudWatch allows in one alarm */
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { keys, logRetention, deadMansSignal, runbooks = RUNBOOKS } = props;
    this.notifications = new Notifications(this, 'Notifications', { ...props.notify, logRetention });
    const counter = new KeyCounter(this, 'CountKeys', { keys, deadMansSignal, logRetention });
    const { ticket, page } = this.notifications;
    const { stackName: prefix, region } = Stack.of(this);
    const alarming = { prefix, runbooks, ticket, page };
    const watched = this.#measure(props);
    const thresholds = thresholdsOf(props.thresholds);
    const definitions = alarmsOn(watched, thresholds);
    this.alarms = addAlarms(this, definitions, alarming);
    const band = this.#addBand(keys, { ...alarming, thresholds });
    this.pages = addPages(this, { ...alarming, definitions, alarms: this.alarms });
    const pages = [...this.pages.keys()].map((name) => `page-${name}`);
    const shown = [...pages, ...this.alarms.keys(), ...band].map((name) => `${prefix}-${name}`);
    addDashboard(this, { ...watched, name: `${prefix}-${region}`, alarms: shown });
    addSavedQueries(this, this.#logs(props, counter));
  }

  #measure({ keys, rotation }: WatchProps): Watched {
    const ofTheLog = authorizerFaults(this, 'AuthorizerFaults', keys.authorizer);
    return {
      ...{ keys, rotation },
      deadLetters: this.notifications.deadLetters,
      faults: keys.recorder ? allFaults(keys.recorder.store.table.tableName, ofTheLog) : ofTheLog,
      changes: adminChanges(this, 'AdminChanges', keys),
      refusals: adminRefusals(this, 'AdminRefusals', keys),
    };
  }

  /** @returns the name of the anomaly alarm, if usage is recorded */
  #addBand(
    { recorder }: WatchedKeys,
    props: AlarmingProps & { readonly thresholds: Required<WatchThresholds> },
  ): string[] {
    if (!recorder) return [];
    const failures = usageMetric(recorder.store.table.tableName, 'authenticationFailures');
    return [addAnomalyAlarm(this, failures, props)];
  }

  #logs({ keys, rotation }: WatchProps, counter: KeyCounter): Readonly<Record<QueriedLogs, ILogGroup[]>> {
    return {
      decisions: [keys.authorizer.logGroup],
      'admin-calls': [keys.accessLog],
      usage: [keys.recorder, keys.counter].flatMap((fn) => fn?.logGroup ?? []),
      rotation: rotation ? [rotation.rotateKey.logGroup, rotation.sweepKeys.logGroup] : [],
      watch: [this.notifications.formatter.logGroup, counter.logGroup],
    };
  }
}
