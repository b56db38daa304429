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
import { ALARM_STATES, type Alarm, type AlarmState } from '../../alarms/definition.ts';
import type { Evaluation } from '../../alarms/evaluator.ts';
import type { Datum } from '../../alarms/metric-store.ts';
import type { Transition } from '../../alarms/transition.ts';
import { rootClient } from '../environment.ts';

/** What CloudWatch takes in one call. */
const DATA_AT_ONCE = 1_000;
/** Nothing of it is evaluated there: this process does that, and sets the state. */
const NEVER = 'FALSE';

/** CloudWatch on an emulator, which keeps alarms, sets their states when told to, and notifies. */
export class AlarmService {
  readonly #client: CloudWatchClient;

  constructor(endpointUrl: string) {
    this.#client = new CloudWatchClient(rootClient(endpointUrl));
  }

  /** The states in which alarms are, by name. */
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

  /** Makes an alarm that the emulator took from no template, without what it would make of it by itself. */
  async make({ kind, name: AlarmName, description: AlarmDescription, actions }: Alarm): Promise<void> {
    const told = {
      ...{ AlarmName, AlarmDescription },
      AlarmActions: [...actions.ALARM],
      OKActions: [...actions.OK],
      InsufficientDataActions: [...actions.INSUFFICIENT_DATA],
    };
    if (kind === 'composite') {
      await this.#client.send(new PutCompositeAlarmCommand({ ...told, AlarmRule: NEVER }));
      return;
    }
    const compared = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    await this.#client.send(new PutMetricAlarmCommand({ ...told, ...compared }));
  }

  /** Brings the alarms there into the states that were found, and has those told that are to be. */
  async apply({ transitions, notices }: Evaluation): Promise<void> {
    const isTold = (one: Transition) =>
      notices.some(
        (notice) => notice.alarm === one.alarm && notice.to === one.to && notice.from === one.from,
      );
    for (const transition of transitions) {
      if (isTold(transition) || transition.alarm.actions[transition.to].length === 0)
        await this.#set(transition);
      else await this.#setQuietly(transition);
    }
    for (const late of notices.filter((notice) => !transitions.some((each) => each.alarm === notice.alarm))) {
      await this.#setQuietly({ ...late, to: late.from });
      await this.#set(late);
    }
  }

  /** Each with the time that it bears. */
  async put(data: readonly Datum[]): Promise<void> {
    for (const [namespace, ofOne] of Map.groupBy(data, (datum) => datum.namespace)) {
      for (let done = 0; done < ofOne.length; done += DATA_AT_ONCE) {
        const MetricData = ofOne
          .slice(done, done + DATA_AT_ONCE)
          .map(({ metric, dimensions, atMs, value }) => ({
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            Timestamp: new Date(atMs),
            Value: value,
          }));
        await this.#client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
      }
    }
  }

  async #set({ alarm, to: StateValue, reason: StateReason }: Transition): Promise<void> {
    await this.#client.send(new SetAlarmStateCommand({ AlarmName: alarm.name, StateValue, StateReason }));
  }

  async #setQuietly(transition: Transition): Promise<void> {
    const AlarmNames = [transition.alarm.name];
    await this.#client.send(new DisableAlarmActionsCommand({ AlarmNames }));
    await this.#set(transition);
    await this.#client.send(new EnableAlarmActionsCommand({ AlarmNames }));
  }
}
