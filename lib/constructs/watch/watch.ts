import { Stack } from 'aws-cdk-lib';
import type { CompositeAlarm, IAlarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type AlarmDefinition, addAlarms, RUNBOOKS } from './alarm.ts';
import { adminAlarms, auditAlarms } from './alarms/admin.ts';
import { attackAlarms } from './alarms/attacks.ts';
import { allFaults, authorizerAlarms, slowDecisions, tableAlarms, usageAlarms } from './alarms/deciding.ts';
import { expiryAlarm, rotationAlarms } from './alarms/keys.ts';
import { ownAlarms } from './alarms/own.ts';
import { addAnomalyAlarm } from './anomaly.ts';
import { addDashboard } from './dashboard.ts';
import { KeyCounter } from './key-counter.ts';
import { adminChanges, adminRefusals, authorizerFaults } from './log-metrics.ts';
import { usageMetric } from './measure.ts';
import { Notifications, type NotificationsProps } from './notifications.ts';
import { addPage } from './page.ts';
import { addSavedQueries } from './saved-queries.ts';
import { thresholdsOf, type WatchThresholds } from './thresholds.ts';
import type { WatchedAuditChain, WatchedKeys, WatchedRotation } from './watched.ts';

export interface WatchProps {
  /** An `ApiKeys` of this app. */
  readonly keys: WatchedKeys;
  /**
   * The `Rotation` of these keys.
   *
   * @default - there is none
   */
  readonly rotation?: WatchedRotation;
  /**
   * The chain of their audit trail.
   *
   * @default - there is none
   */
  readonly auditChain?: WatchedAuditChain;
  /**
   * Who hears of what.
   *
   * @default - nobody but those who subscribe to the topics
   */
  readonly notify?: NotificationsProps;
  /** @default - see each */
  readonly thresholds?: WatchThresholds;
  /**
   * Where the runbooks are, for the links in alarms: an address without a slash at its end.
   *
   * @default - 'docs/runbooks', where the package and its repository have them
   */
  readonly runbooks?: string;
  /**
   * The name of a SecureString parameter that holds an HTTPS address. It gets a POST every 15 minutes: whoever waits
   * there, outside of this account, notices when that stops.
   *
   * @default - nobody waits
   */
  readonly deadMansSignal?: string;
  /**
   * How long the logs of its functions are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}

/** Watches a deployment: metrics, alarms that name their runbook, one that wakes people, a dashboard, saved queries. */
export class Watch extends Construct {
  readonly notifications: Notifications;
  /** By their names, which are those of their runbooks. */
  readonly alarms: ReadonlyMap<string, IAlarm>;
  /** What wakes people. */
  readonly page: CompositeAlarm;

  /** @throws Error if a threshold is none, or there is more to watch than CloudWatch allows in one alarm */
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { keys, rotation, logRetention, deadMansSignal, notify, runbooks = RUNBOOKS } = props;
    const thresholds = thresholdsOf(props.thresholds);
    this.notifications = new Notifications(this, 'Notifications', { ...notify, logRetention });
    const counter = new KeyCounter(this, 'CountKeys', { keys, deadMansSignal, logRetention });
    const { ticket, page, formatter } = this.notifications;
    const measured = this.#measure(keys);
    const prefix = Stack.of(this).stackName;
    const alarming = { prefix, runbooks, ticket };
    const alarms = addAlarms(this, this.#define(props, measured, thresholds), alarming);
    this.alarms = alarms;
    const usageTable = keys.recorder?.store.table.tableName;
    if (usageTable !== undefined) {
      const failures = usageMetric(usageTable, 'authenticationFailures');
      addAnomalyAlarm(this, failures, { ...alarming, deviations: thresholds.unusualFailureDeviations });
    }
    this.page = addPage(this, { ...alarming, alarms, page });
    const names = ['page', ...alarms.keys(), ...(usageTable === undefined ? [] : ['unusual-failures'])];
    const shown = names.map((name) => `${prefix}-${name}`);
    addDashboard(this, { ...measured, name: prefix, keys, rotation, alarms: shown });
    addSavedQueries(this, {
      decisions: [keys.authorizer.logGroup],
      'admin-calls': [keys.accessLog],
      usage: keys.recorder ? [keys.recorder.logGroup] : [],
      rotation: rotation ? [rotation.rotateKey.logGroup, rotation.sweepKeys.logGroup] : [],
      watch: [formatter.logGroup, counter.logGroup],
    });
  }

  #measure(keys: WatchedKeys): Measured {
    const ofTheLog = authorizerFaults(this, 'AuthorizerFaults', keys.authorizer);
    const usageTable = keys.recorder?.store.table.tableName;
    return {
      faults: usageTable === undefined ? ofTheLog : allFaults(usageTable, ofTheLog),
      changes: adminChanges(this, 'AdminChanges', keys),
      refusals: adminRefusals(this, 'AdminRefusals', keys),
    };
  }

  #define(
    { keys, rotation, auditChain }: WatchProps,
    { faults, changes, refusals }: Measured,
    thresholds: Required<WatchThresholds>,
  ): readonly AlarmDefinition[] {
    const keyTable = keys.store.table.tableName;
    const usageTable = keys.recorder?.store.table.tableName;
    const ofUsage =
      usageTable === undefined
        ? []
        : [
            ...attackAlarms(usageTable, thresholds),
            slowDecisions(usageMetric(usageTable, 'decisionDuration', Stats.percentile(99)), thresholds),
          ];
    return [
      ...ofUsage,
      ...authorizerAlarms(keys.authorizer, faults, thresholds),
      ...tableAlarms(keys),
      ...usageAlarms(keys, thresholds),
      ...(rotation ? rotationAlarms(rotation) : []),
      expiryAlarm(keyTable),
      ...adminAlarms({ changes, refusals }, thresholds),
      ...(auditChain ? auditAlarms(auditChain, thresholds) : []),
      ...ownAlarms(keyTable, this.notifications.deadLetters),
    ];
  }
}

interface Measured {
  readonly faults: Metric | MathExpression;
  readonly changes: Metric;
  readonly refusals: Metric;
}
