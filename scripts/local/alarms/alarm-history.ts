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

/** A state that an alarm came into. */
export interface StateChange {
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  readonly atMs: number;
}

/** The changes of alarms on an emulator, whoever evaluates them, each once. */
export class AlarmHistory {
  readonly #client: CloudWatchClient;
  #fromMs: number;
  #known = new Set<string>();

  constructor(endpointUrl: string, fromMs: number) {
    this.#client = new CloudWatchClient(rootClient(endpointUrl));
    this.#fromMs = fromMs;
  }

  /** What changed since the last time, oldest first. @throws the client's error */
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
    // Its instants are whole seconds: the last one can still have more.
    this.#fromMs = read.at(-1)?.atMs ?? this.#fromMs;
    return fresh;
  }
}
