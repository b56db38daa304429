import type { LocalAlarms } from '../../../lib/contracts/local-alarms.ts';
import type { Alarm } from '../../alarms/definition.ts';
import { AlarmEvaluator } from '../../alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../alarms/metric-store.ts';
import type { Transition } from '../../alarms/transition.ts';
import type { AlarmService } from './alarm-service.ts';

/** For how long lines of the minute that ended may still be on their way. */
const ALLOWED_LATENESS_MS = 5_000;
/** Longer than any alarm looks back, but for bands. */
const KEPT_MS = 26 * 60 * MINUTE_MS;

/** What an emulator has to do with alarms. */
export interface Watched {
  /** The metrics in what was logged since the last time. */
  readonly logged: (nowMs: number, signal: AbortSignal) => Promise<readonly Datum[]>;
  /** What services tell of themselves of the minute that ends then, as far as alarms look at it. */
  readonly native: (alarms: readonly Alarm[], endMs: number) => Promise<readonly Datum[]>;
  /** The alarms that are deployed now. */
  readonly deployed: () => Promise<readonly Alarm[]>;
  readonly service: Pick<AlarmService, 'put' | 'takeUp' | 'states' | 'apply'>;
}

/** What stands in for CloudWatch's alarms beside an emulator: relays metrics, evaluates, sets states, and tells. */
export class AlarmFollower {
  readonly #watched: Watched;
  readonly #startMs: number;
  readonly #metrics = new MetricStore();
  readonly #latest = new Map<string, Transition>();
  #alarms: readonly Alarm[] = [];
  #evaluator = new AlarmEvaluator([], this.#metrics);
  #evaluatedMs: number | undefined;

  constructor(watched: Watched, startMs: number) {
    this.#watched = watched;
    this.#startMs = startMs;
  }

  /**
   * Takes up what was logged, and once in each minute evaluates what was told until then.
   * @returns how the alarms are, where it did, and at first
   * @throws what a client or a definition that isn't understood throws; the next look goes on from there
   */
  async look(nowMs: number, signal: AbortSignal): Promise<LocalAlarms | undefined> {
    const data = await this.#watched.logged(nowMs, signal);
    for (const datum of data) this.#metrics.put(datum);
    await this.#watched.service.put(data);
    const minuteMs = Math.floor((nowMs - ALLOWED_LATENESS_MS) / MINUTE_MS) * MINUTE_MS;
    if (this.#evaluatedMs !== undefined && minuteMs <= this.#evaluatedMs) return undefined;
    await this.#takeUpAlarms();
    // The minute in which this began is not known whole.
    if (this.#evaluatedMs !== undefined) await this.#evaluate(minuteMs);
    this.#evaluatedMs = minuteMs;
    return this.#told(nowMs);
  }

  /** Each time: another start may have deployed others. */
  async #takeUpAlarms(): Promise<void> {
    const alarms = await this.#watched.deployed();
    if (JSON.stringify(alarms) === JSON.stringify(this.#alarms)) return;
    await this.#watched.service.takeUp(alarms);
    const known = await this.#watched.service.states();
    this.#evaluator = new AlarmEvaluator(alarms, this.#metrics, { known, sinceMs: this.#startMs });
    this.#alarms = alarms;
  }

  async #evaluate(minuteMs: number): Promise<void> {
    for (const datum of await this.#watched.native(this.#alarms, minuteMs)) this.#metrics.put(datum);
    const evaluation = this.#evaluator.evaluate(minuteMs);
    for (const transition of evaluation.transitions) this.#latest.set(transition.alarm.name, transition);
    await this.#watched.service.apply(evaluation);
    this.#metrics.forget(minuteMs - KEPT_MS);
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
