import { describe, expect, it } from 'vitest';
import { ExpressionError, parseExpression } from '../../../scripts/alarms/expression.ts';
import { evaluate } from '../../../scripts/alarms/metric-math.ts';
import type { Series } from '../../../scripts/alarms/metric-store.ts';

/** As the user guide writes series: `-` where there is no point. */
function series(...points: readonly (number | '-')[]): Series {
  return points.map((point) => (point === '-' ? undefined : point));
}

function worth(text: string, metrics: Readonly<Record<string, Series>>) {
  return evaluate(parseExpression(text), (id) => metrics[id]);
}

function seriesOf(text: string, metrics: Readonly<Record<string, Series>>): readonly (number | '-')[] {
  const value = worth(text, metrics);
  if (typeof value === 'number') throw new Error(`${text} is a number`);
  return value.map((point) => point ?? '-');
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
describe('comparisons between series as AWS documents them', () => {
  const metrics = { metric1: series(30, 20, 0, 0), metric2: series(20, '-', 20, '-') };
  it.each([
    ['metric1 > metric2', [1, 1, 0, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('IF as AWS documents it', () => {
  const metrics = {
    metric1: series(1, 1, 0, 0, '-'),
    metric2: series(30, '-', 0, 0, 30),
    metric3: series(0, 0, 20, '-', 20),
  };
  it.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, '-', '-']],
    ['IF(metric1, 5, metric3)', [5, 5, 20, '-', '-']],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, '-']],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('arithmetic as AWS documents it', () => {
  const metrics = { m1: series(6, 4, '-', '-'), m2: series(3, 0, 2, '-') };
  it.each([
    ['that a missing value counts as 0', 'm1 + m2', [9, 4, 2, '-']],
    ['that what would be divided by zero is dropped', 'm1 / m2', [2, '-', 0, '-']],
    ['numbers beside series', '100 * m1 - 1', [599, 399, '-', '-']],
    ['filling with a number', 'FILL(m1, 7)', [6, 4, 7, 7]],
  ])('%s: %s → %o', (_, text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('precedence', () => {
  const metrics = { m: series(2) };
  it.each([
    ['1 + m * 3', [7]],
    ['(1 + m) * 3', [9]],
    ['10 - m - 3', [5]],
    ['m + 1 > 2', [1]],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('rejected expressions, with the reason:', () => {
  it.each([
    ['an unsupported function', 'SUM(m1)', 'SUM is not supported'],
    ['an unknown id', 'm1 + m9', 'm9'],
    ['an invalid expression', 'm1 ? 2', "'m1 ? 2' is not supported from ' ? 2' on"],
    ['an incomplete expression', 'm1 + ', 'the end'],
    ['an unclosed bracket', 'FILL(m1', 'the end'],
    ['a number in place of a series', 'FILL(3, 0)', '3 is given where a series'],
  ])('%s', (_, text, why) => {
    const attempt = () => worth(text, { m1: series(1) });
    expect(attempt).toThrow(ExpressionError);
    expect(attempt).toThrow(why);
  });
});
