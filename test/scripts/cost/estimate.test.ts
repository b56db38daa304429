import { expect, it } from 'vitest';
import { estimate, idleMonth, totalOf } from '../../../scripts/cost/estimate.ts';
import type { CostOptions } from '../../../scripts/cost/options.ts';

const bytes = { table: 200, all: 300 };

/** Round sizes, so that each line can be worked out by hand. */
const measured = {
  allowedLog: 300,
  deniedLog: 300,
  thrownErrorLog: 200,
  keyInTable: 1500,
  keyInIndexes: 1500,
  probeLog: 200,
  usage: {
    ...{ use: 1, move: 4, counts: 1, denial: 3, partialUsage: () => 1, metricsLineBytes: 400 },
    ...{
      segments: () => 2,
      usageItem: bytes,
      entry: () => bytes,
      monthCounts: () => bytes,
      dayCounts: bytes,
    },
  },
};
const options: CostOptions = {
  ...{ requests: 1e7, keys: 1e6, tenants: 1, traffic: 'quiet', deniedPercent: 0, deliverySeconds: 2, ms: 10 },
  tenantSuspension: false,
};

function costOf(name: string, given: CostOptions = options, kind: 'rest' | 'http' = 'rest'): number {
  const line = estimate(kind, given, measured).find((each) => each.name.startsWith(name));
  if (!line) throw new Error(`the estimate has no line '${name}'`);
  return Number(line.perMillion.toFixed(4));
}

it('charges each accepted request for the gateway, the function, a read and a line', () => {
  expect(costOf('API Gateway requests')).toBe(3.5);
  expect(costOf('API Gateway requests', options, 'http')).toBe(1);
  expect(costOf('Lambda invocations')).toBe(0.2);
  expect(costOf('Lambda duration')).toBe(0.0333);
  expect(costOf('DynamoDB reads')).toBe(0.125);
  // 300 MB of logs.
  expect(costOf('CloudWatch Logs')).toBe(0.159);
  // 3 GB, and 1.5 GB of recovery.
  expect(costOf('DynamoDB storage and recovery of the keys')).toBe(0.105);
});

it('charges a denied request to the authorizer, never to the gateway, and on REST for its error document', () => {
  const denied = { ...options, deniedPercent: 100 };
  expect(costOf('API Gateway requests', denied)).toBe(3.5);
  expect(costOf('Lambda invocations', denied)).toBe(0.4);
  expect(costOf('CloudWatch Logs', denied)).toBe(0.424);
  expect(costOf('CloudWatch Logs', denied, 'http')).toBe(0.318);
});

it('writes two units for each use of a quiet key, and more when its month begins', () => {
  const unit = 0.625;
  expect(costOf('usage: writes of last uses')).toBeCloseTo(unit, 2);
  expect(costOf('usage: writes of counts')).toBeCloseTo(unit, 2);
  // A tenth of 4, and half a read unit.
  expect(costOf('usage: moves')).toBeCloseTo(0.4 * unit, 2);
  expect(costOf('usage: DynamoDB reads')).toBeCloseTo(0.0625, 3);
});

it('charges busy keys for windows, not for requests', () => {
  const busy: CostOptions = { ...options, requests: 1e8, keys: 1e4, traffic: 'busy' };
  const batch: CostOptions = { ...busy, traffic: 'batch' };
  for (const writes of ['usage: writes of last uses', 'usage: writes of counts']) {
    expect(costOf(writes, busy)).toBeLessThan(0.1);
    expect(costOf(writes, batch)).toBeLessThan(costOf(writes, busy) / 3);
  }
});

it('includes the storage and the recovery of usage', () => {
  // A use is stored for 30 days, and a month with use for 400 days: 0.99 and 1.3 items per request, and 0.1 usage items.
  const itemsPerRequest = costOf('usage: DynamoDB storage') / (1e6 * (300 * 0.25 + 200 * 0.2) * 1e-9);
  expect(itemsPerRequest).toBeGreaterThan(2.3);
  expect(itemsPerRequest).toBeLessThan(2.5);
});

it('divides the monthly cost among the requests', () => {
  const few = { ...options, requests: 1e6 };
  expect(costOf('monitoring', few)).toBeCloseTo(10 * costOf('monitoring'), 2);
});

it('uses the lower prices of large volumes', () => {
  const large = { ...options, requests: 1e10, keys: 1e5, traffic: 'busy' } as const;
  expect(costOf('API Gateway requests', large)).toBeCloseTo((333 * 3.5 + 667 * 2.8 + 9000 * 2.38) / 1e4, 3);
  expect(totalOf(estimate('rest', large, measured))).toBeLessThan(3.5);
});

it('includes everything that is on by default in a month without traffic', () => {
  // 7.95 of the templates, a probe of 0.06, five schedules of 0.04 and 0.03 for calls of KMS.
  expect(idleMonth(0, measured)).toBeCloseTo(8.25, 1);
  // 3.3 GB, and 1.7 GB of recovery.
  expect(idleMonth(1e6, measured) - idleMonth(0, measured)).toBeCloseTo(3.3 * 0.25 + 1.7 * 0.2);
});

it('charges a second read for each decision if tenants can be suspended', () => {
  const one = costOf('DynamoDB reads');
  expect(costOf('DynamoDB reads', { ...options, tenantSuspension: true })).toBe(2 * one);
});
