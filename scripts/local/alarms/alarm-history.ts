import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { ALARM_STATES, type AlarmState } from '../../alarms/definition.ts';
import { rootClient } from '../environment.ts';

const PAGE = 100;

const historyData = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      oldState: z.object({ stateValue: z.enum(ALARM_STATES) }),
      newState: z.object({ stateValue: z.enum(ALARM_STATES), stateReason: z.string().default('') }),
    }),
  );

/** A state change of an alarm. */
export interface StateChange {
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  readonly atMs: number;
}

/** Reads each state change of the alarms on an emulator once. */
export class AlarmHistory {
  readonly #client: CloudWatchClient;
  #fromMs: number;
  #known = new Set<string>();

  constructor(endpointUrl: string, fromMs: number) {
    this.#client = new CloudWatchClient(rootClient(endpointUrl));
    this.#fromMs = fromMs;
  }

  /** Returns the changes since the last call, oldest first. @throws the client's error */
  async read(abortSignal: AbortSignal): Promise<readonly StateChange[]> {
    const command = new DescribeAlarmHistoryCommand({
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(this.#fromMs),
      MaxRecords: PAGE,
      ScanBy: 'TimestampAscending',
    });
    const { AlarmHistoryItems = [] } = await this.#client.send(command, { abortSignal });
    const read = AlarmHistoryItems.flatMap(({ AlarmName: alarm = '', Timestamp, HistoryData }) => {
      const { oldState, newState } = historyData.safeParse(HistoryData).data ?? {};
      const atMs = Timestamp?.getTime() ?? this.#fromMs;
      if (!oldState || !newState || oldState.stateValue === newState.stateValue) return [];
      const { stateValue: to, stateReason: reason } = newState;
      return [{ alarm, from: oldState.stateValue, to, reason, atMs }];
    });
    const fresh = read.filter((change) => !this.#known.has(JSON.stringify(change)));
    this.#known = new Set(read.map((change) => JSON.stringify(change)));
    // Timestamps are whole seconds: more changes can follow in the last one.
    this.#fromMs = read.at(-1)?.atMs ?? this.#fromMs;
    return fresh;
  }
}
