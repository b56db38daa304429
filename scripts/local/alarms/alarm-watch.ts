import type { LocalAlarms } from '../../../lib/contracts/local-alarms.ts';
import type { Alarm } from '../../alarms/definition.ts';
import { metricsIn } from '../../alarms/embedded-metrics.ts';
import { AlarmEvaluator } from '../../alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../alarms/metric-store.ts';
import type { Transition } from '../../alarms/transition.ts';
import { LineLog } from '../line-log.ts';
import { AlarmService } from './alarm-service.ts';
import { deployedAlarms } from './deployed-alarms.ts';
import { NativeMetrics } from './native-metrics.ts';

/** For how long lines of the minute that ended may still be on their way. */
const SETTLE_MS = 5_000;
/** Longer than any alarm looks back, but for bands. */
const KEPT_MS = 26 * 60 * MINUTE_MS;

/** What stands in for CloudWatch's alarms beside an emulator: relays metrics, evaluates, sets states. */
export class AlarmWatch {
  readonly #endpointUrl: string;
  readonly #startMs: number;
  readonly #service: AlarmService;
  readonly #log: LineLog<readonly Datum[]>;
  readonly #metrics = new MetricStore();
  readonly #latest = new Map<string, Transition>();
  #alarms: readonly Alarm[] = [];
  #evaluator: AlarmEvaluator;
  #evaluatedMs: number | undefined;

  constructor(endpointUrl: string, nowMs: number) {
    this.#endpointUrl = endpointUrl;
    this.#startMs = nowMs;
    this.#service = new AlarmService(endpointUrl);
    this.#log = new LineLog(endpointUrl, nowMs, {
      term: 'CloudWatchMetrics',
      read: (text) => {
        const data = metricsIn(text);
        return data.length === 0 ? undefined : data;
      },
    });
    this.#evaluator = new AlarmEvaluator([], this.#metrics);
  }

  /**
   * Takes up what was logged, and once in each minute evaluates what was told until then.
   * @returns how the alarms are, where it did, and at first
   * @throws what a client or a definition that isn't understood throws; the next look goes on from there
   */
  async look(nowMs: number, signal: AbortSignal): Promise<LocalAlarms | undefined> {
    const data = (await this.#log.read(nowMs, signal)).flatMap(({ line }) => line);
    for (const datum of data) this.#metrics.put(datum);
    await this.#service.put(data);
    const minuteMs = Math.floor((nowMs - SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
    if (this.#evaluatedMs !== undefined && minuteMs <= this.#evaluatedMs) return undefined;
    await this.#takeUpAlarms();
    // What was before the start is not known whole.
    if (this.#evaluatedMs !== undefined) await this.#evaluate(minuteMs);
    this.#evaluatedMs = minuteMs;
    return this.#told(nowMs);
  }

  async #evaluate(minuteMs: number): Promise<void> {
    const native = await new NativeMetrics(this.#endpointUrl, this.#alarms).read(minuteMs);
    for (const datum of native) this.#metrics.put(datum);
    const { transitions, notices } = this.#evaluator.evaluate(minuteMs);
    for (const transition of transitions) {
      this.#latest.set(transition.alarm.name, transition);
      await this.#service.set(transition);
    }
    for (const notice of notices) await this.#service.tell(notice);
    this.#metrics.forget(minuteMs - KEPT_MS);
  }

  /** Each time: another start may have deployed others. */
  async #takeUpAlarms(): Promise<void> {
    const alarms = await deployedAlarms(this.#endpointUrl);
    if (JSON.stringify(alarms) === JSON.stringify(this.#alarms)) return;
    await this.#service.takeUp(alarms);
    const known = await this.#service.states();
    this.#evaluator = new AlarmEvaluator(alarms, this.#metrics, { known, sinceMs: this.#startMs });
    this.#alarms = alarms;
  }

  #told(nowMs: number): LocalAlarms {
    return {
      evaluatedAt: new Date(nowMs).toISOString(),
      alarms: this.#alarms.map(({ name, description }) => {
        const latest = this.#latest.get(name);
        const since = latest ? new Date(latest.atMs).toISOString() : null;
        const state = this.#evaluator.stateOf(name) ?? 'INSUFFICIENT_DATA';
        return { name, state, since, reason: latest?.reason ?? '', description };
      }),
    };
  }
}
