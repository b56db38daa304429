import { observe } from './alarm-series.ts';
import type { Alarm, AlarmState, CompositeAlarm, MetricAlarm } from './definition.ts';
import { ExpressionError } from './expression.ts';
import { type MetricStore, MINUTE_MS } from './metric-store.ts';
import { judge } from './missing-data.ts';
import { Suppression } from './suppression.ts';
import type { Transition } from './transition.ts';

/** How many points a reason quotes. */
const POINTS_SHOWN = 5;

/** What an alarm tells those that its actions name. */
export interface Notification extends Transition {
  /** ARNs. */
  readonly targets: readonly string[];
}

export interface Evaluation {
  readonly transitions: readonly Transition[];
  /** Most go with a transition; those of an alarm that is suppressed come later, or never. */
  readonly notifications: readonly Notification[];
}

/** What is known when the evaluation begins. */
export interface Start {
  /** The states in which alarms are, by name; of the others nothing is known. */
  readonly known?: ReadonlyMap<string, AlarmState>;
  /** From when on metrics are heard: that nothing is known from before is no silence. From ever where it is left out. */
  readonly sinceMs?: number;
}

/** Alarms and their states, which change with what metrics tell, as CloudWatch documents it. */
export class AlarmEvaluator {
  readonly #metricAlarms: readonly MetricAlarm[];
  readonly #compositeAlarms: readonly CompositeAlarm[];
  readonly #metrics: MetricStore;
  /** By name. */
  readonly #states: Map<string, AlarmState>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #sinceMs: number;
  readonly #suppression = new Suppression();

  constructor(
    alarms: readonly Alarm[],
    metrics: MetricStore,
    { known = new Map(), sinceMs = Number.NEGATIVE_INFINITY }: Start = {},
  ) {
    this.#metrics = metrics;
    this.#sinceMs = sinceMs;
    this.#metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
    this.#compositeAlarms = alarms.filter((alarm) => alarm.kind === 'composite');
    this.#states = new Map(alarms.map(({ name }) => [name, known.get(name) ?? 'INSUFFICIENT_DATA']));
    this.#names = new Map(alarms.flatMap(({ name, arn }) => [[name, name] as const, [arn, name] as const]));
  }

  /** By the alarm's name or ARN; undefined where there is no such alarm. */
  stateOf(alarm: string): AlarmState | undefined {
    const name = this.#names.get(alarm);
    return name === undefined ? undefined : this.#states.get(name);
  }

  /**
   * Looks at what was told until the last full minute. To be called once a minute: that is how often CloudWatch looks,
   * whatever the period of an alarm, which slides with it.
   * @returns what changed and what is told of it, in the order in which it did
   * @throws ExpressionError, StatisticError for a definition that this does not understand
   */
  evaluate(nowMs: number): Evaluation {
    const atMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const transitions = this.#metricAlarms.flatMap((alarm) => this.#lookAt(alarm, atMs));
    transitions.push(...this.#compositeAlarms.flatMap((alarm) => this.#follow(alarm, atMs)));
    const told = transitions.flatMap((transition) => this.#suppression.pass(transition));
    const late = this.#suppression.release(atMs, (alarm) => this.stateOf(alarm));
    const notifications = [...told, ...late].map((each) => ({
      ...each,
      targets: each.alarm.actions[each.to],
    }));
    return { transitions, notifications: notifications.filter(({ targets }) => targets.length > 0) };
  }

  #lookAt(alarm: MetricAlarm, atMs: number): Transition[] {
    const { points, verdicts, fromMs } = observe(alarm, this.#metrics, atMs);
    const isSilent = points.every((point) => point === undefined);
    if (isSilent && fromMs < this.#sinceMs && alarm.missingData === 'breaching') return [];
    const to = judge(verdicts, alarm, this.stateOf(alarm.name) ?? 'INSUFFICIENT_DATA');
    const seen = points.map((point) => (point === undefined ? '-' : String(Math.round(point * 100) / 100)));
    const { comparison, threshold, datapointsToAlarm, evaluationPeriods } = alarm;
    const asked = `${datapointsToAlarm} of ${evaluationPeriods} ${comparison} ${threshold}`;
    return this.#move(alarm, to, atMs, `${asked}; the newest: ${seen.slice(-POINTS_SHOWN).join(' ')}`);
  }

  #follow(alarm: CompositeAlarm, atMs: number): Transition[] {
    const followed = this.#names.get(alarm.follows);
    if (followed === undefined) throw new ExpressionError(`there is no alarm ${alarm.follows}`);
    const isInAlarm = this.stateOf(followed) === 'ALARM';
    return this.#move(alarm, isInAlarm ? 'ALARM' : 'OK', atMs, `in ALARM: ${isInAlarm ? followed : 'none'}`);
  }

  #move(alarm: Alarm, to: AlarmState, atMs: number, reason: string): Transition[] {
    const from = this.#states.get(alarm.name) ?? 'INSUFFICIENT_DATA';
    if (from === to) return [];
    this.#states.set(alarm.name, to);
    return [{ alarm, from, to, atMs, reason }];
  }
}
