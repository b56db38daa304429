import { bandOver } from './anomaly-band.ts';
import type { Comparison, MetricAlarm, Query } from './definition.ts';
import { ExpressionError } from './expression.ts';
import { evaluate, type Find, seriesOf } from './metric-math.ts';
import type { MetricStore, Series, Window } from './metric-store.ts';
import { evaluationRange, type Verdict } from './missing-data.ts';

/** The points of an alarm in its evaluation range, oldest first, and whether each is breaching. */
export interface Observed {
  readonly points: Series;
  readonly verdicts: readonly Verdict[];
  /** The start of the range. */
  readonly fromMs: number;
}

/** @throws ExpressionError, StatisticError */
export function observe(alarm: MetricAlarm, metrics: MetricStore, nowMs: number): Observed {
  const window = { endMs: nowMs, periodSeconds: periodOf(alarm), length: evaluationRange(alarm) };
  const points = pointsOf(alarm.watched, alarm.queries, metrics, window);
  const bounds = boundsOf(alarm, metrics, window);
  const verdicts = points.map((point, index) => isBreaching(alarm.comparison, point, bounds(index)));
  return { points, verdicts, fromMs: nowMs - window.length * window.periodSeconds * 1_000 };
}

interface Bounds {
  readonly upper: number | undefined;
  readonly lower: number | undefined;
}

function boundsOf(
  { threshold, queries }: MetricAlarm,
  metrics: MetricStore,
  window: Window,
): (index: number) => Bounds {
  if (typeof threshold === 'number') return () => ({ upper: threshold, lower: threshold });
  const { metricId, deviations } = bandOf(threshold, queries);
  const history = (past: Window) => pointsOf(metricId, queries, metrics, past);
  const [upper = [], lower = []] = bandOver(window, history, deviations);
  return (index) => ({ upper: upper[index], lower: lower[index] });
}

/** The operands of the query that defines a band: `ANOMALY_DETECTION_BAND(m1, 2)`. */
function bandOf(id: string, queries: readonly Query[]) {
  const band = queries.find((query) => query.id === id);
  if (band && 'expression' in band && band.expression.kind === 'call') {
    const { name, args } = band.expression;
    const [metric, deviations] = args;
    if (name === 'ANOMALY_DETECTION_BAND' && metric?.kind === 'name' && deviations?.kind === 'number')
      return { metricId: metric.name, deviations: deviations.value };
  }
  throw new ExpressionError(`${id} is not defined as ANOMALY_DETECTION_BAND(<id>, <standard deviations>)`);
}

/** Undefined for a missing point, and for a point without bounds to compare it with. */
function isBreaching(comparison: Comparison, point: number | undefined, { upper, lower }: Bounds): Verdict {
  if (point === undefined || upper === undefined || lower === undefined) return undefined;
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return point >= upper;
    case 'GreaterThanThreshold':
    case 'GreaterThanUpperThreshold':
      return point > upper;
    case 'LessThanThreshold':
    case 'LessThanLowerThreshold':
      return point < lower;
    case 'LessThanOrEqualToThreshold':
      return point <= lower;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return point < lower || point > upper;
  }
}

/** Returns the period in seconds that all metrics of an alarm share. @throws ExpressionError if they differ */
export function periodOf({ name, queries }: MetricAlarm): number {
  const [period, ...others] = new Set(
    queries.flatMap((query) => ('metric' in query ? [query.periodSeconds] : [])),
  );
  if (period !== undefined && others.length === 0) return period;
  throw new ExpressionError(`the metrics of the alarm ${name} have different periods; use one period`);
}

function pointsOf(id: string, queries: readonly Query[], metrics: MetricStore, window: Window): Series {
  const find: Find = (queryId) => {
    const query = queries.find((each) => each.id === queryId);
    if (query === undefined) return undefined;
    return 'metric' in query
      ? metrics.read(query.metric, query.statistic, window)
      : evaluate(query.expression, find);
  };
  return seriesOf(find(id));
}
