import { type Expression, ExpressionError, type Operator } from './expression.ts';
import type { Series } from './metric-store.ts';

/** What a part of an expression is: a number, a series, or several. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'list'; readonly list: readonly Series[] };

/** What an expression can speak of. All series have the same length. */
export interface Scope {
  /** The value of another query; undefined where there is none of that id. */
  readonly find: (id: string) => Value | undefined;
  /** All that are metrics, and no expressions. */
  readonly metrics: readonly { readonly id: string; readonly series: Series }[];
  /** Upper and lower bound of what is usual for an operand. */
  readonly band: (operand: Expression, deviations: number) => readonly Series[];
}

/** Those that our alarms use. AWS has more; one that is not here is refused rather than guessed. */
const FUNCTIONS: Readonly<Record<string, (args: readonly Expression[], scope: Scope) => Value>> = {
  SUM: ([of], scope) => sum(operand(of, scope)),
  FILL: ([of, filler], scope) => fill(operand(of, scope), filler, scope),
  IF: ([condition, then, otherwise], scope) =>
    choose(
      operand(condition, scope),
      operand(then, scope),
      otherwise === undefined ? undefined : evaluate(otherwise, scope),
    ),
  METRICS: ([part], { metrics }) => ({
    kind: 'list',
    list: metrics
      .filter(({ id }) => part?.kind !== 'text' || id.includes(part.text))
      .map(({ series }) => series),
  }),
  ANOMALY_DETECTION_BAND: ([of, deviations], scope) => {
    if (of === undefined) throw new ExpressionError('ANOMALY_DETECTION_BAND needs a metric');
    return { kind: 'list', list: scope.band(of, deviations ? scalarOf(evaluate(deviations, scope)) : 2) };
  },
};

/**
 * What an expression of metric math comes to.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws ExpressionError for what is not known, or of the wrong kind
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'text':
      throw new ExpressionError(`"${expression.text}" is no value`);
    case 'name':
      return named(expression.name, scope);
    case 'list':
      return { kind: 'list', list: expression.items.flatMap((item) => seriesIn(evaluate(item, scope))) };
    case 'call':
      return call(expression.name, expression.args, scope);
    case 'negation':
      if (expression.operator === 'NOT') throw new ExpressionError('metric math has no NOT');
      return operate('*', { kind: 'scalar', value: -1 }, evaluate(expression.operand, scope));
    case 'operation':
      return operate(
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
      );
  }
}

function named(id: string, { find }: Scope): Value {
  const value = find(id);
  if (!value) throw new ExpressionError(`no metric or expression has the id ${id}`);
  return value;
}

function call(name: string, args: readonly Expression[], scope: Scope): Value {
  const known = FUNCTIONS[name];
  if (known) return known(args, scope);
  throw new ExpressionError(
    `the function ${name} isn't known here; known: ${Object.keys(FUNCTIONS).join(', ')}`,
  );
}

function operand(expression: Expression | undefined, scope: Scope): Value {
  if (expression === undefined) throw new ExpressionError('a function lacks an argument');
  return evaluate(expression, scope);
}

/** Of a list point by point, a missing one counting as 0; of one series in all. */
function sum(value: Value): Value {
  if (value.kind !== 'list') {
    const points = seriesIn(value).flat();
    return { kind: 'scalar', value: points.reduce<number>((total, point) => total + (point ?? 0), 0) };
  }
  const [first = [], ...others] = value.list;
  return {
    kind: 'series',
    series: others.reduce<Series>((total, each) => both(total, each, (one, other) => one + other), first),
  };
}

function fill(value: Value, filler: Expression | undefined, scope: Scope): Value {
  const isRepeat = filler?.kind === 'name' && filler.name === 'REPEAT';
  const number = isRepeat ? undefined : scalarOf(operand(filler, scope));
  return mapped(value, (series) => {
    let last = number;
    return series.map((point) => {
      if (isRepeat && point !== undefined) last = point;
      return point ?? last;
    });
  });
}

/** As AWS has it: what the condition takes from a series that has no point there is 0, what it leaves to one is dropped. */
function choose(condition: Value, then: Value, otherwise: Value | undefined): Value {
  if (condition.kind === 'scalar') {
    const chosen = condition.value === 0 ? otherwise : then;
    return chosen ?? mapped(then, (series) => series.map(() => undefined));
  }
  return mapped(condition, (series) =>
    series.map((isTrue, index) => {
      if (isTrue === undefined) return undefined;
      return isTrue === 0 ? otherwise && pointOf(otherwise, index) : (pointOf(then, index) ?? 0);
    }),
  );
}

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number | boolean | undefined>> =
  {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => (right === 0 ? undefined : left / right),
    '^': (left, right) => left ** right,
    '==': (left, right) => left === right,
    '!=': (left, right) => left !== right,
    '<=': (left, right) => left <= right,
    '>=': (left, right) => left >= right,
    '<': (left, right) => left < right,
    '>': (left, right) => left > right,
    AND: (left, right) => left !== 0 && right !== 0,
    OR: (left, right) => left !== 0 || right !== 0,
  };

function operate(operator: Operator, left: Value, right: Value): Value {
  const operation = (one: number, other: number) => {
    const result = OPERATIONS[operator](one, other);
    return result === undefined ? undefined : Number(result);
  };
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return { kind: 'scalar', value: operation(left.value, right.value) ?? Number.NaN };
  }
  if (right.kind === 'scalar')
    return mapped(left, (series) => each(series, (point) => operation(point, right.value)));
  if (left.kind === 'scalar')
    return mapped(right, (series) => each(series, (point) => operation(left.value, point)));
  if (right.kind === 'series') return mapped(left, (series) => both(series, right.series, operation));
  if (left.kind === 'series') return mapped(right, (series) => both(left.series, series, operation));
  return {
    kind: 'list',
    list: left.list.map((series, index) => both(series, right.list[index] ?? [], operation)),
  };
}

function each(series: Series, operation: (point: number) => number | undefined): Series {
  return series.map((point) => (point === undefined ? undefined : operation(point)));
}

/** Where either series has a point there is one; what the other lacks there counts as 0. */
function both(
  left: Series,
  right: Series,
  operation: (one: number, other: number) => number | undefined,
): Series {
  return left.map((one, index) => {
    const other = right[index];
    return one === undefined && other === undefined ? undefined : operation(one ?? 0, other ?? 0);
  });
}

function mapped(value: Value, change: (series: Series) => Series): Value {
  if (value.kind === 'series') return { kind: 'series', series: change(value.series) };
  if (value.kind === 'list') return { kind: 'list', list: value.list.map(change) };
  throw new ExpressionError(`${value.value} is a number where a series should be`);
}

function pointOf(value: Value, index: number): number | undefined {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'series') return value.series[index];
  throw new ExpressionError('several series stand where one should be');
}

function scalarOf(value: Value): number {
  if (value.kind === 'scalar') return value.value;
  throw new ExpressionError('a series stands where a number should be');
}

function seriesIn(value: Value): readonly Series[] {
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'list') return value.list;
  throw new ExpressionError(`${value.value} is a number where a series should be`);
}
