import { describe, expect, it } from 'vitest';
import { ExpressionError, parseExpression } from '../../../scripts/alarms/expression.ts';
import { evaluate, type Scope } from '../../../scripts/alarms/metric-math.ts';
import type { Series } from '../../../scripts/alarms/metric-store.ts';

/** As the user guide writes series: `-` where there is no point. */
function series(...points: readonly (number | '-')[]): Series {
  return points.map((point) => (point === '-' ? undefined : point));
}

function worth(text: string, metrics: Readonly<Record<string, Series>>) {
  const scope: Scope = {
    find: (id) => {
      const found = metrics[id];
      return found && { kind: 'series', series: found };
    },
    metrics: Object.entries(metrics).map(([id, each]) => ({ id, series: each })),
    band: () => [],
  };
  return evaluate(parseExpression(text), scope);
}

function seriesOf(text: string, metrics: Readonly<Record<string, Series>>): readonly (number | '-')[] {
  const value = worth(text, metrics);
  if (value.kind !== 'series') throw new Error(`${text} is a ${value.kind}`);
  return value.series.map((point) => point ?? '-');
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
describe('AWS documents of comparisons between series', () => {
  const metrics = { metric1: series(30, 20, 0, 0), metric2: series(20, '-', 20, '-') };
  it.each([
    ['metric1 < metric2', [0, 0, 1, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
    ['(metric1 > 15 && metric2 > 15)', [1, 0, 0, 0]],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('AWS documents of IF', () => {
  const metrics = {
    metric1: series(1, 1, 0, 0, '-'),
    metric2: series(30, '-', 0, 0, 30),
    metric3: series(0, 0, 20, '-', 20),
  };
  it.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, '-', '-']],
    ['IF(metric1, 5, metric3)', [5, 5, 20, '-', '-']],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, '-']],
    ['IF(metric1, metric2)', [30, 0, '-', '-', '-']],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('AWS documents of arithmetic', () => {
  const metrics = { m1: series(6, 4, '-', '-'), m2: series(3, 0, 2, '-') };
  it.each([
    ['that a missing value counts as 0', 'm1 + m2', [9, 4, 2, '-']],
    ['that what would be divided by zero is dropped', 'm1 / m2', [2, '-', 0, '-']],
    ['numbers beside series', '100 * m1 - 1', [599, 399, '-', '-']],
    ['a sign', '-m1 * 2', [-12, -8, '-', '-']],
    ['powers', 'm1 ^ 2', [36, 16, '-', '-']],
    ['the sum of several series', 'SUM([m1, m2])', [9, 4, 2, '-']],
    ['the sum of all metrics', 'SUM(METRICS())', [9, 4, 2, '-']],
    ['the sum of some metrics by their ids', 'SUM(METRICS("2"))', [3, 0, 2, '-']],
    ['the sum of one series, which is a number', 'm1 * SUM(m2)', [30, 20, '-', '-']],
    ['a list times a number', 'SUM(METRICS() * 10)', [90, 40, 20, '-']],
    ['filling with a number', 'FILL(m1, 7)', [6, 4, 7, 7]],
    ['filling with the last', 'FILL(m1, REPEAT)', [6, 4, 4, 4]],
    ['filling several', 'SUM(FILL(METRICS(), 1))', [9, 4, 3, 2]],
  ])('%s: %s → %o', (_, text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('what is held together', () => {
  const metrics = { m: series(2) };
  it.each([
    ['1 + m * 3', [7]],
    ['(1 + m) * 3', [9]],
    ['10 - m - 3', [5]],
    ['m > 1 AND m < 3 OR m > 100', [1]],
    ['m + 1 > 2', [1]],
  ])('%s → %o', (text, expected) => {
    expect(seriesOf(text, metrics)).toEqual(expected);
  });
});

describe('refused, and it says why:', () => {
  it.each([
    ['a function that is not known', 'SEARCH("x", "Sum")', "SEARCH isn't known"],
    ['an id that nothing has', 'm1 + m9', 'm9'],
    ['text that is none', 'm1 ? 2', "'m1 ? 2' can't be read from ' ? 2' on"],
    ['an expression that stops', 'm1 + ', 'the end'],
    ['a bracket that is not closed', 'SUM([m1', 'the end'],
    ['a number where a series belongs', 'FILL(3, 0)', '3 is a number'],
    ['a logic of rules', 'NOT m1', 'no NOT'],
  ])('%s', (_, text, why) => {
    const attempt = () => worth(text, { m1: series(1) });
    expect(attempt).toThrow(ExpressionError);
    expect(attempt).toThrow(why);
  });
});
