import { describe, expect, it } from 'vitest';
import { metricsIn } from '../../../scripts/alarms/embedded-metrics.ts';

const AT_MS = Date.UTC(2026, 2, 1, 12);

describe('the metrics of a line', () => {
  function lineOf(fields: object, directives: object[]) {
    return JSON.stringify({ _aws: { Timestamp: AT_MS, CloudWatchMetrics: directives }, ...fields });
  }

  it('have their dimensions and the timestamp of the line', () => {
    const directive = { Namespace: 'N', Dimensions: [['A']], Metrics: [{ Name: 'M' }, { Name: 'O' }] };
    const shared = { namespace: 'N', dimensions: { A: 'a' }, atMs: AT_MS };
    expect(metricsIn(lineOf({ A: 'a', M: 3, O: 0 }, [directive]))).toEqual([
      { ...shared, metric: 'M', value: 3 },
      { ...shared, metric: 'O', value: 0 },
    ]);
  });

  it('include each value under each set of dimensions', () => {
    const directive = { Namespace: 'N', Dimensions: [['A'], ['A', 'B']], Metrics: [{ Name: 'Duration' }] };
    const read = metricsIn(lineOf({ A: 'a', B: 'b', Duration: [5, 7] }, [directive]));
    expect(read.map(({ dimensions, value }) => [dimensions, value])).toEqual([
      [{ A: 'a' }, 5],
      [{ A: 'a' }, 7],
      [{ A: 'a', B: 'b' }, 5],
      [{ A: 'a', B: 'b' }, 7],
    ]);
  });

  it.each([
    [
      'a metric without a value',
      lineOf({ A: 'a' }, [{ Namespace: 'N', Dimensions: [['A']], Metrics: [{ Name: 'M' }] }]),
    ],
    ['a decision', '{"postern":"decision","outcome":"allowed"}'],
    ['words', 'START CloudWatchMetrics'],
    ['a torn line', lineOf({}, []).slice(0, -3)],
  ])('%s has no metric', (_, text) => {
    expect(metricsIn(text)).toEqual([]);
  });
});
