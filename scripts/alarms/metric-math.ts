import { type Expression, ExpressionError, type Operator } from './expression.ts';
import type { Series } from './metric-store.ts';

/** The value of an expression. All series of an alarm have the same length. */
export type Value = number | Series;

/** Returns the value of a query by its id; undefined if no query has the id. */
export type Find = (id: string) => Value | undefined;

/** The functions that the alarms of the templates use; the evaluation rejects all others of CloudWatch. */
const FUNCTIONS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  FILL: ([of, filler]) => {
    if (typeof filler !== 'number') throw new ExpressionError('FILL needs a number as its second argument');
    return seriesOf(of).map((point) => point ?? filler);
  },
  IF: ([condition, then, otherwise]) =>
    seriesOf(condition).map((isTrue, index) => {
      if (isTrue === undefined) return undefined;
      // As documented: a missing value of the second argument counts as 0, one of the third stays missing.
      return isTrue === 0 ? pointOf(otherwise, index) : (pointOf(then, index) ?? 0);
    }),
};

/**
 * Evaluates an expression of metric math.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws ExpressionError for an unknown function or id, or a value of the wrong kind
 */
export function evaluate(expression: Expression, find: Find): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return named(expression.name, find);
    case 'call':
      return call(
        expression.name,
        expression.args.map((arg) => evaluate(arg, find)),
      );
    case 'operation':
      return operate(expression.operator, evaluate(expression.left, find), evaluate(expression.right, find));
  }
}

/** @throws ExpressionError for a number or a missing argument */
export function seriesOf(value: Value | undefined): Series {
  if (typeof value === 'object') return value;
  throw new ExpressionError(`${value ?? 'nothing'} is given where a series is expected`);
}

function named(id: string, find: Find): Value {
  const value = find(id);
  if (value === undefined) throw new ExpressionError(`no metric or expression has the id ${id}`);
  return value;
}

function call(name: string, args: readonly Value[]): Value {
  const known = FUNCTIONS[name];
  if (known) return known(args);
  throw new ExpressionError(
    `the function ${name} is not supported; allowed: ${Object.keys(FUNCTIONS).join(', ')}`,
  );
}

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number | undefined>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? undefined : left / right),
  '>=': (left, right) => Number(left >= right),
  '>': (left, right) => Number(left > right),
};

/** The result has a point where one of the series has one; a missing point of the other counts as 0. */
function operate(operator: Operator, left: Value, right: Value): Value {
  const operation = OPERATIONS[operator];
  if (typeof left === 'number' && typeof right === 'number') return operation(left, right) ?? Number.NaN;
  const operands = [left, right].filter((value) => typeof value === 'object');
  return (operands[0] ?? []).map((_, index) =>
    operands.every((series) => series[index] === undefined)
      ? undefined
      : operation(pointOf(left, index) ?? 0, pointOf(right, index) ?? 0),
  );
}

function pointOf(value: Value | undefined, index: number): number | undefined {
  return typeof value === 'number' ? value : seriesOf(value)[index];
}
