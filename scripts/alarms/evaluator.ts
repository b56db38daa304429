import { observe } from './alarm-series.ts';
import type { Alarm, AlarmState, CompositeAlarm, MetricAlarm } from './definition.ts';
import { ExpressionError } from './expression.ts';
import { type MetricStore, MINUTE_MS, type Series } from './metric-store.ts';
import { judge } from './missing-data.ts';
import { Suppression } from './suppression.ts';
import type { Transition } from './transition.ts';

/** The number of points that a reason quotes. */
const POINTS_SHOWN = 5;

/** A state change that is sent to the targets of the alarm's actions. */
export interface Notification extends Transition {
  /** ARNs. */
  readonly targets: readonly string[];
}

export interface Evaluation {
  readonly transitions: readonly Transition[];
  /** Most belong to a transition. Those of a suppressed alarm are sent later or never. */
  readonly notifications: readonly Notification[];
}

/** The initial state of an evaluation. */
export interface Start {
  /** The current states of alarms by name (default: INSUFFICIENT_DATA). */
  readonly known?: ReadonlyMap<string, AlarmState>;
  /**
   * The time from which metrics are collected (default: no limit). Missing data before it does not count as breaching.
   */
  readonly sinceMs?: number;
}

/** Evaluates alarms and keeps their states, as CloudWatch documents. */
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

  /** Returns the state of an alarm by its name or ARN; undefined if the alarm does not exist. */
  stateOf(alarm: string): AlarmState | undefined {
    const name = this.#names.get(alarm);
    return name === undefined ? undefined : this.#states.get(name);
  }

  /**
   * Evaluates the metrics until the last full minute. Call it once per minute: CloudWatch evaluates alarms every minute,
   * also if their period is longer.
   * @returns the state changes and notifications, in chronological order
   * @throws ExpressionError, StatisticError for an unsupported definition
   */
  evaluate(nowMs: number): Evaluation {
    const atMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const transitions = this.#metricAlarms.flatMap((alarm) => this.#evaluateMetrics(alarm, atMs));
    transitions.push(...this.#compositeAlarms.flatMap((alarm) => this.#follow(alarm, atMs)));
    const immediate = transitions.flatMap((transition) => this.#suppression.pass(transition));
    const delayed = this.#suppression.release(atMs, (alarm) => this.stateOf(alarm));
    const notifications = [...immediate, ...delayed].map((each) => ({
      ...each,
      targets: each.alarm.actions[each.to],
    }));
    return { transitions, notifications: notifications.filter(({ targets }) => targets.length > 0) };
  }

  #evaluateMetrics(alarm: MetricAlarm, atMs: number): Transition[] {
    const { points, verdicts, fromMs } = observe(alarm, this.#metrics, atMs);
    const hasNoData = points.every((point) => point === undefined);
    if (hasNoData && fromMs < this.#sinceMs && alarm.missingData === 'breaching') return [];
    const to = judge(verdicts, alarm, this.stateOf(alarm.name) ?? 'INSUFFICIENT_DATA');
    return this.#move(alarm, to, atMs, () => reasonOf(alarm, points));
  }

  #follow(alarm: CompositeAlarm, atMs: number): Transition[] {
    const followed = this.#names.get(alarm.follows);
    if (followed === undefined) throw new ExpressionError(`the alarm ${alarm.follows} does not exist`);
    const isInAlarm = this.stateOf(followed) === 'ALARM';
    return this.#move(
      alarm,
      isInAlarm ? 'ALARM' : 'OK',
      atMs,
      () => `in ALARM: ${isInAlarm ? followed : 'none'}`,
    );
  }

  #move(alarm: Alarm, to: AlarmState, atMs: number, reason: () => string): Transition[] {
    const from = this.#states.get(alarm.name) ?? 'INSUFFICIENT_DATA';
    if (from === to) return [];
    this.#states.set(alarm.name, to);
    return [{ alarm, from, to, atMs, reason: reason() }];
  }
}

function reasonOf(
  { comparison, threshold, datapointsToAlarm, evaluationPeriods }: MetricAlarm,
  points: Series,
): string {
  const values = points
    .slice(-POINTS_SHOWN)
    .map((point) => (point === undefined ? '-' : String(Math.round(point * 100) / 100)));
  const condition = `${datapointsToAlarm} of ${evaluationPeriods} ${comparison} ${threshold}`;
  return `${condition}; the newest: ${values.join(' ')}`;
}
