import { describe, expect, it } from 'vitest';
import { METRICS, metricsLine } from '../../../lib/contracts/metrics.ts';
import { metricsIn } from '../../../scripts/alarms/embedded-metrics.ts';

const AT_MS = Date.UTC(2026, 2, 1, 12);

it('what record-usage writes is read, each metric with its dimension and time', () => {
  const line = metricsLine('usage', { decisions: 3, refused: 2, droppedLines: 0 }, AT_MS);
  const shared = { namespace: METRICS.namespace, dimensions: { UsageTable: 'usage' }, atMs: AT_MS };
  expect(metricsIn(line)).toEqual([
    { ...shared, metric: METRICS.decisions, value: 3 },
    { ...shared, metric: METRICS.refused, value: 2 },
    { ...shared, metric: METRICS.droppedLines, value: 0 },
  ]);
});

describe('of a line', () => {
  function lineOf(fields: object, directives: object[]) {
    return JSON.stringify({ _aws: { Timestamp: AT_MS, CloudWatchMetrics: directives }, ...fields });
  }

  it('each of many values is one, under each set of dimensions', () => {
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
      'a metric that it does not hold',
      lineOf({ A: 'a' }, [{ Namespace: 'N', Dimensions: [['A']], Metrics: [{ Name: 'M' }] }]),
    ],
    ['a decision', '{"postern":"decision","outcome":"allowed"}'],
    ['words', 'START CloudWatchMetrics'],
    ['a torn line', lineOf({}, []).slice(0, -3)],
  ])('%s makes no metric', (_, text) => {
    expect(metricsIn(text)).toEqual([]);
  });
});
