import type { LocalAlarms } from '../../../lib/contracts/local-alarms.ts';
import type { Alarm } from '../../alarms/definition.ts';
import { AlarmEvaluator } from '../../alarms/evaluator.ts';
import { type Datum, MetricStore, MINUTE_MS } from '../../alarms/metric-store.ts';
import type { Transition } from '../../alarms/transition.ts';
import type { AlarmService } from './alarm-service.ts';

/** Lines of a minute can appear this long after its end. */
const ALLOWED_LATENESS_MS = 5_000;
/** Longer than the evaluation range of any alarm, except bands. */
const KEPT_MS = 26 * 60 * MINUTE_MS;

/** Access to the logs, metrics and alarms of an emulator. */
export interface Watched {
  /** Returns the metrics that were logged since the last call. */
  readonly logged: (nowMs: number, signal: AbortSignal) => Promise<readonly Datum[]>;
  /** Returns the AWS service metrics of the minute that ends at `endMs`, as far as alarms use them. */
  readonly native: (alarms: readonly Alarm[], endMs: number) => Promise<readonly Datum[]>;
  /** Returns the deployed alarms. */
  readonly deployed: () => Promise<readonly Alarm[]>;
  readonly service: Pick<AlarmService, 'put' | 'createUnsupported' | 'states' | 'apply'>;
}

/** Replaces CloudWatch alarms for an emulator: relays metrics, evaluates alarms, sets their states and notifies. */
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
   * Reads logged metrics, and evaluates the alarms once per minute.
   * @returns the states of the alarms after an evaluation and on the first call; otherwise undefined
   * @throws errors of clients and of unsupported definitions; the next call resumes from there
   */
  async poll(nowMs: number, signal: AbortSignal): Promise<LocalAlarms | undefined> {
    const data = await this.#watched.logged(nowMs, signal);
    for (const datum of data) this.#metrics.put(datum);
    await this.#watched.service.put(data);
    const minuteMs = Math.floor((nowMs - ALLOWED_LATENESS_MS) / MINUTE_MS) * MINUTE_MS;
    if (this.#evaluatedMs !== undefined && minuteMs <= this.#evaluatedMs) return undefined;
    await this.#refreshAlarms();
    // The minute of the start has incomplete data.
    if (this.#evaluatedMs !== undefined) await this.#evaluate(minuteMs);
    this.#evaluatedMs = minuteMs;
    return this.#report(nowMs);
  }

  /** Reads them each time, because another start may have changed the deployment. */
  async #refreshAlarms(): Promise<void> {
    const alarms = await this.#watched.deployed();
    if (JSON.stringify(alarms) === JSON.stringify(this.#alarms)) return;
    await this.#watched.service.createUnsupported(alarms);
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

  #report(nowMs: number): LocalAlarms {
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
