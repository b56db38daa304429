import { bandOver } from './anomaly-band.ts';
import type { Comparison, MetricAlarm, Query } from './definition.ts';
import { ExpressionError } from './expression.ts';
import { evaluate, type Find, seriesOf } from './metric-math.ts';
import type { MetricStore, Series, Window } from './metric-store.ts';
import { evaluationRange, type Verdict } from './missing-data.ts';

/** What an alarm sees in its evaluation range: its points, oldest first, and what each of them says. */
export interface Observed {
  readonly points: Series;
  readonly verdicts: readonly Verdict[];
  /** Where the range begins. */
  readonly fromMs: number;
}

/** @throws ExpressionError, StatisticError */
export function observe(alarm: MetricAlarm, metrics: MetricStore, nowMs: number): Observed {
  const window = { endMs: nowMs, periodSeconds: periodOf(alarm), length: evaluationRange(alarm) };
  const points = pointsOf(alarm.watched, alarm.queries, metrics, window);
  const bounds = boundsOf(alarm, metrics, window);
  const verdicts = points.map((point, index) => violations(alarm.comparison, point, bounds(index)));
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

/** A point is as good as missing while there is nothing to compare it with. */
function violations(comparison: Comparison, point: number | undefined, { upper, lower }: Bounds): Verdict {
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

/** The metrics of one alarm all have the same. */
export function periodOf({ name, queries }: MetricAlarm): number {
  const [period, ...others] = new Set(
    queries.flatMap((query) => ('metric' in query ? [query.periodSeconds] : [])),
  );
  if (period !== undefined && others.length === 0) return period;
  throw new ExpressionError(`the metrics of the alarm ${name} have no period in common`);
}

function pointsOf(id: string, queries: readonly Query[], metrics: MetricStore, window: Window): Series {
  const find: Find = (wanted) => {
    const query = queries.find((each) => each.id === wanted);
    if (query === undefined) return undefined;
    return 'metric' in query
      ? metrics.read(query.metric, query.statistic, window)
      : evaluate(query.expression, find);
  };
  return seriesOf(find(id));
}
