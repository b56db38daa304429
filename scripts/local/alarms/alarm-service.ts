import {
  CloudWatchClient,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { batchesOf } from '../../../lib/core/batches.ts';
import { ALARM_STATES, type Alarm, type AlarmState } from '../../alarms/definition.ts';
import type { Evaluation, Notification } from '../../alarms/evaluator.ts';
import type { Datum } from '../../alarms/metric-store.ts';
import type { Transition } from '../../alarms/transition.ts';
import { ACCOUNT, REGION, rootClient } from '../environment.ts';

/** The maximum number of metric values per call to CloudWatch. */
const DATA_AT_ONCE = 1_000;
/** The emulator does not evaluate rules: this process evaluates the alarms and sets their states. */
const NEVER = 'FALSE';

/** CloudWatch on an emulator, which only stores metrics, alarms and their states. */
export class AlarmService {
  readonly #client: CloudWatchClient;
  readonly #sns: SNSClient;

  constructor(endpointUrl: string) {
    this.#client = new CloudWatchClient(rootClient(endpointUrl));
    this.#sns = new SNSClient(rootClient(endpointUrl));
  }

  /** Returns the states of alarms by name. */
  async states(): Promise<ReadonlyMap<string, AlarmState>> {
    const states = new Map<string, AlarmState>();
    const pages = paginateDescribeAlarms(
      { client: this.#client },
      { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    );
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
      for (const { AlarmName, StateValue } of [...MetricAlarms, ...CompositeAlarms]) {
        const state = ALARM_STATES.find((each) => each === StateValue);
        if (AlarmName !== undefined && state) states.set(AlarmName, state);
      }
    }
    return states;
  }

  /** Creates the alarms that the emulator does not support in templates. */
  async createUnsupported(alarms: readonly Alarm[]): Promise<void> {
    for (const alarm of alarms) if (isUnsupported(alarm)) await this.#create(alarm);
  }

  /** Sets the new states of alarms and sends the notifications. */
  async apply({ transitions, notifications }: Evaluation): Promise<void> {
    const pending = new Map(notifications.map((notification) => [idOf(notification), notification]));
    for (const transition of transitions) {
      const isNotified = pending.delete(idOf(transition));
      await (isNotified
        ? this.#set(transition)
        : this.#withoutActions(transition.alarm, () => this.#set(transition)));
    }
    // The emulator does not support suppression: this process publishes delayed notifications.
    for (const notification of pending.values()) await this.#publish(notification);
  }

  /** Stores each value with its own timestamp. */
  async put(data: readonly Datum[]): Promise<void> {
    for (const [namespace, ofOne] of Map.groupBy(data, (datum) => datum.namespace)) {
      for (const batch of batchesOf(ofOne, DATA_AT_ONCE)) {
        const MetricData = batch.map(({ metric, dimensions, atMs, value }) => ({
          MetricName: metric,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          Timestamp: new Date(atMs),
          Value: value,
        }));
        await this.#client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
      }
    }
  }

  async #create(alarm: Alarm): Promise<void> {
    const { kind, name: AlarmName, description: AlarmDescription, actions } = alarm;
    const common = {
      ...{ AlarmName, AlarmDescription, ActionsEnabled: false },
      AlarmActions: [...actions.ALARM],
      OKActions: [...actions.OK],
      InsufficientDataActions: [...actions.INSUFFICIENT_DATA],
    };
    const compared = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    await this.#withoutActions(alarm, async () => {
      if (kind === 'composite') {
        await this.#client.send(new PutCompositeAlarmCommand({ ...common, AlarmRule: NEVER }));
      } else {
        await this.#client.send(new PutMetricAlarmCommand({ ...common, ...compared }));
      }
    });
  }

  /** The emulator notifies the topics unless the actions of the alarm are disabled. */
  async #set({ alarm, to: StateValue, reason: StateReason }: Transition): Promise<void> {
    await this.#client.send(new SetAlarmStateCommand({ AlarmName: alarm.name, StateValue, StateReason }));
  }

  async #withoutActions({ name }: Alarm, change: () => Promise<void>): Promise<void> {
    await this.#client.send(new DisableAlarmActionsCommand({ AlarmNames: [name] }));
    await change();
    await this.#client.send(new EnableAlarmActionsCommand({ AlarmNames: [name] }));
  }

  async #publish(notification: Notification): Promise<void> {
    const Subject = `${notification.to}: "${notification.alarm.name}" in ${REGION}`.slice(0, 100);
    for (const TopicArn of notification.targets) {
      await this.#sns.send(
        new PublishCommand({ TopicArn, Subject, Message: notificationMessage(notification) }),
      );
    }
  }
}

function idOf({ alarm, from, to, atMs }: Transition): string {
  return [alarm.name, from, to, atMs].join(' ');
}

/** The emulator does not support metric math in templates and composite alarms. */
function isUnsupported(alarm: Alarm): boolean {
  return alarm.kind === 'composite' || alarm.queries.some((query) => 'expression' in query);
}

/**
 * Returns the message that CloudWatch sends to a topic.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
function notificationMessage({ alarm, from, to, atMs, reason }: Notification): string {
  return JSON.stringify({
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: ACCOUNT,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: new Date(atMs).toISOString().replace('Z', '+0000'),
    Region: REGION,
    AlarmArn: alarm.arn,
    OldStateValue: from,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
  });
}
