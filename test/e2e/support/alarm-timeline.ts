import type { Alarm, MetricAlarm, MetricId } from '../../../scripts/alarms/definition.ts';
import { AlarmEvaluator, type Evaluation } from '../../../scripts/alarms/evaluator.ts';
import { MetricStore, MINUTE_MS } from '../../../scripts/alarms/metric-store.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
/** Longer than the evaluation period of every alarm, except for alarms with a period of a day. */
const MINUTES = 70;
/** The values that raise alarms on combined metrics, by metric. */
const RAISING: Readonly<Record<string, number>> = {
  Decisions: 200,
  AuthenticationFailures: 100,
  DistributedFailures: 100,
};

/**
 * Writes past metric data that bring the alarms into ALARM and, a day later, back to OK, and evaluates them for each minute.
 * @returns all evaluations, in order
 */
export function raiseAndEnd(alarms: readonly Alarm[], endMs: number): readonly Evaluation[] {
  const metrics = new MetricStore();
  const known = new Map(alarms.map(({ name }) => [name, 'OK'] as const));
  const evaluator = new AlarmEvaluator(alarms, metrics, { known });
  const raisedFromMs = Math.floor(endMs / MINUTE_MS) * MINUTE_MS - 2 * MINUTES * MINUTE_MS - DAY_MS;
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  for (const alarm of metricAlarms) putHistory(alarm, metrics, raisedFromMs);
  const evaluations: Evaluation[] = [];
  for (let minute = 0; minute < 2 * MINUTES; minute += 1) {
    const isRaised = minute < MINUTES;
    const atMs = raisedFromMs + minute * MINUTE_MS + (isRaised ? 0 : DAY_MS);
    for (const alarm of metricAlarms) putMinute(alarm, metrics, { atMs, isRaised });
    evaluations.push(evaluator.evaluate(atMs + MINUTE_MS));
  }
  return evaluations;
}

/** Writes the history that the band of an anomaly alarm needs. */
function putHistory({ queries, threshold }: MetricAlarm, metrics: MetricStore, fromMs: number): void {
  if (typeof threshold === 'number') return;
  for (const id of metricsOf(queries)) {
    for (let day = 1; day <= 14; day += 1) {
      for (let minute = -60; minute < 3 * MINUTES; minute += 1) {
        metrics.put({ ...id, atMs: fromMs - day * DAY_MS + minute * MINUTE_MS, value: minute % 3 });
      }
    }
  }
}

/** Writes the data of an alarm for one minute. A metric of several alarms gets its value from the first of them. */
function putMinute(
  { queries, threshold, comparison }: MetricAlarm,
  metrics: MetricStore,
  { atMs, isRaised }: { readonly atMs: number; readonly isRaised: boolean },
): void {
  const isLow = comparison.startsWith('Less');
  const limit = typeof threshold === 'number' ? threshold : 0;
  for (const id of metricsOf(queries)) {
    const raising = RAISING[id.metric] ?? (isLow ? limit - 1 : limit);
    const value = isRaised ? raising : isLow ? limit : 0;
    const window = { endMs: atMs + MINUTE_MS, periodSeconds: 60, length: 1 };
    const [existing] = metrics.read(id, 'SampleCount', window);
    if (existing === undefined) metrics.put({ ...id, atMs, value });
  }
}

function metricsOf(queries: MetricAlarm['queries']): readonly MetricId[] {
  return queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
}
