import { describe, expect, it } from 'vitest';
import { estimate, goalHoldsFrom, idleMonth, totalOf } from '../../../scripts/cost/estimate.ts';

/** Round sizes, so that each line can be worked out by hand. */
const measured = {
  allowedLog: 300,
  refusedLog: 300,
  thrownErrorLog: 200,
  keyInTable: 1500,
  keyInIndexes: 1500,
};
const options = { requests: 1e7, keys: 1e6, refusedPercent: 0, ms: 10 };

function costs(kind: 'rest' | 'http', given = options): number[] {
  return estimate(kind, given, measured).map(({ perMillion }) => Number(perMillion.toFixed(4)));
}

it('adds up what a million answered requests cost, item by item', () => {
  // requests, invocations, duration, reads, 300 MB of logs, 3 GB and 1.5 GB stored, a key and its calls
  expect(costs('rest')).toEqual([3.5, 0.2, 0.0333, 0.125, 0.159, 0.105, 0.1026]);
  expect(costs('http')).toEqual([1, 0.2, 0.0333, 0.125, 0.159, 0.105, 0.1026]);
});

it('charges a refused request to the authorizer, never to the gateway, and on REST for its error document', () => {
  const refused = { ...options, refusedPercent: 100 };
  expect(costs('rest', refused)).toEqual([3.5, 0.4, 0.0667, 0.25, 0.424, 0.105, 0.1026]);
  expect(costs('http', refused)).toEqual([1, 0.4, 0.0667, 0.25, 0.318, 0.105, 0.1026]);
});

it('shares the month out among its requests', () => {
  expect(costs('rest', { ...options, requests: 1e6 }).slice(-2)).toEqual([1.05, 1.0263]);
});

it('costs a month of storage and a key while nobody uses it', () => {
  expect(idleMonth(0, measured)).toBe(1);
  expect(idleMonth(1e6, measured)).toBeCloseTo(2.05);
});

describe('goalHoldsFrom', () => {
  it('is where the goal is just met', () => {
    const requests = goalHoldsFrom(options, measured);
    expect(totalOf(estimate('rest', { ...options, requests }, measured))).toBeCloseTo(1.2 * 3.5);
  });

  it('is nowhere if the requests alone cost more', () => {
    expect(goalHoldsFrom({ ...options, ms: 200 }, measured)).toBe(Number.POSITIVE_INFINITY);
  });
});
