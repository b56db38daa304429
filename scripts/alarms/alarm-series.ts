import { bandOver } from './anomaly-band.ts';
import type { Comparison, MetricAlarm, Query } from './definition.ts';
import { type Expression, ExpressionError } from './expression.ts';
import { evaluate, type Scope, type Value } from './metric-math.ts';
import type { MetricStore, Series, Window } from './metric-store.ts';
import { evaluationRange, type Verdict } from './missing-data.ts';

/** What an alarm sees in its evaluation range: its points, oldest first, and what each of them says. */
export interface Seen {
  readonly points: Series;
  readonly verdicts: readonly Verdict[];
  /** Where the range begins. */
  readonly fromMs: number;
}

/** @throws ExpressionError, StatisticError */
export function look(alarm: MetricAlarm, metrics: MetricStore, nowMs: number): Seen {
  const window = { endMs: nowMs, periodSeconds: periodOf(alarm), length: evaluationRange(alarm) };
  const scope = scopeOf(alarm.queries, metrics, window);
  const points = seriesOf(alarm.watched, scope);
  const bounds = boundsOf(alarm, scope);
  const verdicts = points.map((point, index) => breaches(alarm.comparison, point, bounds(index)));
  return { points, verdicts, fromMs: nowMs - window.length * window.periodSeconds * 1_000 };
}

interface Bounds {
  readonly upper: number | undefined;
  readonly lower: number | undefined;
}

function boundsOf({ threshold }: MetricAlarm, scope: Scope): (index: number) => Bounds {
  if (typeof threshold === 'number') return () => ({ upper: threshold, lower: threshold });
  const band = scope.find(threshold);
  if (band?.kind !== 'list') throw new ExpressionError(`${threshold} is no band`);
  const [upper = [], lower = []] = band.list;
  return (index) => ({ upper: upper[index], lower: lower[index] });
}

/** A point is as good as missing while there is nothing to compare it with. */
function breaches(comparison: Comparison, point: number | undefined, { upper, lower }: Bounds): Verdict {
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

function scopeOf(queries: readonly Query[], metrics: MetricStore, window: Window): Scope {
  const read = (query: Query): Value =>
    'metric' in query
      ? { kind: 'series', series: metrics.read(query.metric, query.statistic, window) }
      : evaluate(query.expression, scope);
  const scope: Scope = {
    find: (id) => {
      const query = queries.find((each) => each.id === id);
      return query && read(query);
    },
    get metrics() {
      return queries.flatMap((query) => {
        const value = 'metric' in query ? read(query) : undefined;
        return value?.kind === 'series' ? [{ id: query.id, series: value.series }] : [];
      });
    },
    band: (operand, deviations) => {
      const history = (past: Window) => seriesOfExpression(operand, scopeOf(queries, metrics, past));
      return bandOver(window, history, deviations);
    },
  };
  return scope;
}

function seriesOf(id: string, scope: Scope): Series {
  return seriesOfExpression({ kind: 'name', name: id }, scope);
}

function seriesOfExpression(expression: Expression, scope: Scope): Series {
  const value = evaluate(expression, scope);
  if (value.kind === 'series') return value.series;
  throw new ExpressionError('an alarm watches one series');
}
