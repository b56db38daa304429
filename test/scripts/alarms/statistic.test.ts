import { describe, expect, it } from 'vitest';
import { MetricStore, MINUTE_MS } from '../../../scripts/alarms/metric-store.ts';
import { StatisticError, statisticOf } from '../../../scripts/alarms/statistic.ts';

const START_MS = Date.UTC(2026, 2, 1, 12);
const FAILURES = { namespace: 'Postern', metric: 'Failures', dimensions: { UsageTable: 'usage' } };

describe('a statistic of 1, 2, 3, 10', () => {
  it.each([
    ['SampleCount', 4],
    ['Sum', 16],
    ['Average', 4],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p0', 1],
    ['p50', 2.5],
    ['p90', 7.9],
    ['p100', 10],
  ])('%s is %d', (statistic, expected) => {
    expect(statisticOf(statistic, [10, 2, 1, 3])).toBeCloseTo(expected, 10);
  });

  it.each(['tm99', 'p101', 'sum'])('%s is rejected', (statistic) => {
    expect(() => statisticOf(statistic, [])).toThrow(StatisticError);
  });
});

describe('a metric', () => {
  function store() {
    const metrics = new MetricStore();
    for (const [afterMs, value] of [
      [0, 1],
      [59_999, 2],
      [60_000, 4],
      [180_000, 8],
    ] as const)
      metrics.put({ ...FAILURES, atMs: START_MS + afterMs, value });
    return metrics;
  }

  it('has a point for each minute with data, and none for others', () => {
    const window = { endMs: START_MS + 4 * MINUTE_MS, periodSeconds: 60, length: 5 };
    expect(store().read(FAILURES, 'Sum', window)).toEqual([undefined, 3, 4, undefined, 8]);
  });

  it('has points of longer periods, which slide with the minute', () => {
    const window = (endMs: number) => ({ endMs, periodSeconds: 120, length: 2 });
    expect(store().read(FAILURES, 'Sum', window(START_MS + 4 * MINUTE_MS))).toEqual([7, 8]);
    expect(store().read(FAILURES, 'Sum', window(START_MS + 3 * MINUTE_MS))).toEqual([3, 4]);
  });

  it.each([
    ['fewer dimensions', {}],
    ['more dimensions', { UsageTable: 'usage', Via: 'guard' }],
    ['another value', { UsageTable: 'other' }],
  ])('with %s is another metric', (_, dimensions) => {
    const window = { endMs: START_MS + MINUTE_MS, periodSeconds: 60, length: 1 };
    expect(store().read({ ...FAILURES, dimensions }, 'Sum', window)).toEqual([undefined]);
  });

  it('is deleted after a time', () => {
    const metrics = store();
    metrics.forget(START_MS + MINUTE_MS);
    const window = { endMs: START_MS + 4 * MINUTE_MS, periodSeconds: 60, length: 4 };
    expect(metrics.read(FAILURES, 'Sum', window)).toEqual([undefined, 4, undefined, 8]);
  });
});
