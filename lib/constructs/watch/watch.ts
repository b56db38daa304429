import { Stack } from 'aws-cdk-lib';
import type { CompositeAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { QueriedLogs } from '../../contracts/saved-queries.ts';
import { type AlarmingProps, addAlarms, RUNBOOKS } from './alarm.ts';
import { alarmsOn, type Watched } from './alarms/all.ts';
import { allFaults } from './alarms/deciding.ts';
import { addAnomalyAlarm } from './anomaly.ts';
import { addDashboard } from './dashboard.ts';
import { KeyCounter } from './key-counter.ts';
import { adminChanges, adminRefusals, authorizerFaults } from './log-metrics.ts';
import { usageMetric } from './measure.ts';
import { Notifications, type NotificationsProps } from './notifications.ts';
import { addPages } from './page.ts';
import { addSavedQueries } from './saved-queries.ts';
import { thresholdsOf, type WatchThresholds } from './thresholds.ts';
import type { WatchedKeys, WatchedRotation } from './watched.ts';

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
  /** The alarms that notify people at once, by the name of their cause. A mute holds them back. */
  readonly pages: ReadonlyMap<string, CompositeAlarm>;

  /** @throws Error if a threshold is none, or there is more to watch than CloudWatch allows in one alarm */
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

  /** @returns the name of the alarm on the band, if there is one */
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
