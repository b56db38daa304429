import { expect, it } from 'vitest';
import { simulateTraffic } from '../../../scripts/cost/traffic.ts';

it('is the same for the same options', () => {
  expect(simulateTraffic('busy', 1e8, 1e4)).toEqual(simulateTraffic('busy', 1e8, 1e4));
});

it('records each use of quiet keys, and one use in five minutes of busy keys', () => {
  expect(simulateTraffic('quiet', 1e7, 1e6).uses).toBeGreaterThan(0.98);
  expect(1 / simulateTraffic('busy', 1e8, 1e4).uses).toBeGreaterThan(9);
  expect(1 / simulateTraffic('busy', 1e8, 1e4).uses).toBeLessThan(13);
  // A run of ten minutes has two or three.
  expect(1 / simulateTraffic('batch', 1e8, 1e4).uses).toBeGreaterThan(150);
});

it.each(['busy', 'quiet', 'batch'] as const)('never has more %s windows than requests or time', (traffic) => {
  for (const [requests, keys] of [
    [10, 1e6],
    [1e6, 1],
    [1e10, 1e3],
  ] as const) {
    const { uses, countWindows, days, months } = simulateTraffic(traffic, requests, keys);
    expect(Math.max(uses, countWindows, days, months)).toBeLessThanOrEqual(1.000_001);
    expect(uses * requests).toBeLessThanOrEqual(Math.min(keys, requests) * 30 * 24 * 12 + 1);
  }
});
