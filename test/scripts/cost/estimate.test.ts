import { describe, expect, it } from 'vitest';
import { estimate, goalHoldsFrom, idleMonth, totalOf } from '../../../scripts/cost/estimate.ts';

/** Round sizes, so that each line can be worked out by hand. */
const measured = {
  allowedLog: 300,
  deniedLog: 300,
  thrownErrorLog: 200,
  keyInTable: 1500,
  keyInIndexes: 1500,
  probeLog: 200,
  usage: { window: 4, move: 4, denial: 3, delivery: () => 1, metricsLineBytes: 400 },
};
const options = { requests: 1e7, keys: 1e6, deniedPercent: 0, perWindow: 10, perDelivery: 10, ms: 10 };

function costs(kind: 'rest' | 'http', given = options): number[] {
  return estimate(kind, given, measured).map(({ perMillion }) => Number(perMillion.toFixed(4)));
}

it('adds up the cost of a million accepted requests, item by item', () => {
  // Requests, invocations, duration, reads, 300 MB of logs;
  // usage: 0.9 write units and 0.1 reads a request, 0.1 invocations of 40 ms, 40 MB of logs, 0.187 for probes and 2.1 of
  // metrics a month; 3 GB and 1.5 GB stored, a key and its calls.
  const usage = [0.575, 0.0333, 0.0212, 0.2287];
  expect(costs('rest')).toEqual([3.5, 0.2, 0.0333, 0.125, 0.159, ...usage, 0.105, 0.1026]);
  expect(costs('http')).toEqual([1, 0.2, 0.0333, 0.125, 0.159, ...usage, 0.105, 0.1026]);
});

it('charges a denied request to the authorizer, never to the gateway, and on REST for its error document', () => {
  const denied = { ...options, deniedPercent: 100 };
  const usage = [2.5125, 0.0667, 0.0424, 0.2287];
  expect(costs('rest', denied)).toEqual([3.5, 0.4, 0.0667, 0.25, 0.424, ...usage, 0.105, 0.1026]);
  expect(costs('http', denied)).toEqual([1, 0.4, 0.0667, 0.25, 0.318, ...usage, 0.105, 0.1026]);
});

it('divides the monthly cost among the requests', () => {
  expect(costs('rest', { ...options, requests: 1e6 }).slice(-2)).toEqual([1.05, 1.0263]);
});

it('writes usage at most keys × windows times for any number of requests', () => {
  const few = { ...options, keys: 10, perWindow: 10 };
  const usdAMonth = (requests: number) =>
    (estimate('rest', { ...few, requests, perDelivery: 1000 }, measured)[5]?.perMillion ?? 0) *
    (requests / 1e6);
  // 10 keys × 8,760 windows × 4 units, 10 × 30.4 days × 4 units, and a read each; and the partial counts of each delivery.
  const bound = (87_600 * 4 + 304.2 * 4) * 0.625e-6 + 87_600 * 0.125e-6;
  expect(usdAMonth(1e8)).toBeCloseTo(bound + 100 * 0.625e-3, 3);
  expect(usdAMonth(2e8)).toBeCloseTo(bound + 200 * 0.625e-3, 3);
});

it('includes storage, a KMS key and the probes for a month without traffic', () => {
  expect(idleMonth(0, measured)).toBeCloseTo(1.187, 3);
  expect(idleMonth(1e6, measured)).toBeCloseTo(2.237, 3);
});

describe('goalHoldsFrom', () => {
  it('returns the volume at which the goal is just met', () => {
    const bursts = { ...options, perWindow: 1000, perDelivery: 100 };
    const requests = goalHoldsFrom(bursts, measured);
    expect(totalOf(estimate('rest', { ...bursts, requests }, measured))).toBeCloseTo(1.2 * 3.5);
  });

  it('returns no volume if the requests alone cost more', () => {
    expect(goalHoldsFrom({ ...options, ms: 200 }, measured)).toBe(Number.POSITIVE_INFINITY);
  });
});
