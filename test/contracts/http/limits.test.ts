import { describe, expect, it } from 'vitest';
import { allowedAddresses, limits, planLimits } from '../../../lib/contracts/http/limits.ts';
import { validate } from '../../../lib/contracts/issues.ts';
import { parsePlans } from '../../../lib/contracts/plans.ts';
import { areLimits, arePlanLimits } from '../../../lib/core/limits/bounds.ts';

const RATE = { name: 'requests', kind: 'rate', requests: 100, perSeconds: 60 };
const QUOTA = { name: 'monthly', kind: 'quota', max: 10, period: { unit: 'month' } };
const CREDITS = { name: 'credits', kind: 'credits', max: 10 };

it('completes the defaults of limits, and core accepts the result', () => {
  const { data } = validate(limits, [RATE, QUOTA, CREDITS], 'response');
  expect(data).toEqual([
    { ...RATE, burst: 100, onFailure: 'deny', leaseSeconds: null },
    { ...QUOTA, onFailure: 'deny', leaseSeconds: null, period: { unit: 'month', timeZone: 'UTC', day: 1 } },
    { ...CREDITS, onFailure: 'deny', refill: null },
  ]);
  expect(areLimits(data)).toBe(true);
  const plan = validate(planLimits, [RATE, { ...RATE, scope: 'key' }], 'response').data;
  expect(plan?.map(({ scope }) => scope)).toEqual(['owner', 'key']);
  expect(arePlanLimits(plan)).toBe(true);
});

it('leases rates above 100 requests per second, and the quotas beside them', () => {
  const leasesOf = (...received: readonly object[]) =>
    validate(limits, received, 'response').data?.map((each) => each.kind !== 'credits' && each.leaseSeconds);
  const fast = { ...RATE, requests: 6001 };
  expect(leasesOf(fast, QUOTA, CREDITS)).toEqual([1, 1, false]);
  expect(leasesOf({ ...fast, leaseSeconds: 10 }, QUOTA)).toEqual([10, 10]);
  expect(leasesOf(fast, { ...QUOTA, leaseSeconds: null })).toEqual([1, null]);
  expect(leasesOf({ ...RATE, leaseSeconds: 2 })).toEqual([2]);
  const plan = validate(planLimits, [fast, { ...QUOTA, scope: 'key' }], 'response').data;
  expect(plan?.map((each) => each.kind !== 'credits' && each.leaseSeconds)).toEqual([1, null]);
  expect(arePlanLimits(plan)).toBe(true);
  const highest = { ...RATE, requests: 100_000, perSeconds: 1, burst: 1_000_000, leaseSeconds: 10 };
  expect(areLimits(validate(limits, [highest], 'response').data)).toBe(true);
});

describe('limits out of bounds', () => {
  it.each([
    [{ ...RATE, requests: 0 }, '0.requests', 'from 1 to 100000'],
    [{ ...RATE, requests: 100_001, perSeconds: 86_400 }, '0.requests', 'from 1 to 100000'],
    [{ ...RATE, requests: 1.5 }, '0.requests', 'whole number from 1 to 100000'],
    [{ ...RATE, perSeconds: 86_401 }, '0.perSeconds', 'from 1 to 86400'],
    [
      { ...RATE, requests: 101, perSeconds: 1, leaseSeconds: null },
      '0.leaseSeconds',
      '1 to 10 for more than 100 requests per second',
    ],
    [{ ...RATE, leaseSeconds: 11 }, '0.leaseSeconds', 'from 1 to 10'],
    [{ ...QUOTA, leaseSeconds: 0 }, '0.leaseSeconds', 'from 1 to 10'],
    [{ ...RATE, requests: 1000, perSeconds: 1, burst: 15 }, '0.burst', 'at least 16'],
    [{ ...RATE, burst: 1_000_001 }, '0.burst', 'from 1 to 1000000'],
    [{ ...RATE, requests: 1, perSeconds: 86_400, burst: 32 }, '0.burst', 'at most 31'],
    [{ ...RATE, name: 'Not A Name' }, '0.name', '1 to 63 characters'],
    [{ ...RATE, onFailure: 'ignore' }, '0.onFailure', 'deny, allow'],
    [{ ...QUOTA, max: 0 }, '0.max', 'from 1 to 1000000000000'],
    [{ ...QUOTA, max: 1e12 + 1 }, '0.max', 'from 1 to 1000000000000'],
    [{ ...QUOTA, period: { unit: 'month', day: 32 } }, '0.period.day', 'from 1 to 31'],
    [{ ...QUOTA, period: { unit: 'day', timeZone: 'Mars/Olympus' } }, '0.period.timeZone', 'IANA time zone'],
    [
      { ...QUOTA, period: { unit: 'days', days: 367, anchor: '2027-01-31' } },
      '0.period.days',
      'from 1 to 366',
    ],
    [
      { ...QUOTA, period: { unit: 'days', days: 7, anchor: '2027-02-30' } },
      '0.period.anchor',
      'must be a date',
    ],
    [{ ...CREDITS, refill: { amount: 0, period: { unit: 'hour' } } }, '0.refill.amount', 'from 1 to'],
  ])('rejects %j with the allowed range', (limit, path, message) => {
    const { issues } = validate(limits, [limit], 'response');
    expect(issues).toMatchObject([{ path, message: expect.stringContaining(message) }]);
    const completed = { onFailure: 'deny', burst: 1, refill: null, leaseSeconds: null, ...limit };
    expect(areLimits([completed])).toBe(false);
    expect(() => parsePlans({ free: { limits: JSON.parse(JSON.stringify([limit])) } })).toThrow(message);
  });

  it('rejects an hour in a time zone, because hours are in UTC', () => {
    const limit = { ...QUOTA, period: { unit: 'hour', timeZone: 'Europe/Berlin' } };
    expect(validate(limits, [limit], 'response').issues).toMatchObject([
      { path: '0.period', message: 'must have no other fields than: unit' },
    ]);
  });

  it.each([
    ['two limits of one name', [RATE, RATE], 'different name'],
    ['five limits', ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...CREDITS, name })), 'at most 4'],
    [
      'too many bytes',
      ['a', 'b', 'c', 'd'].map((name) => ({ ...QUOTA, name: name.repeat(60), max: 1e12 })),
      '640 bytes',
    ],
  ])('rejects %s', (_, received, message) => {
    const { issues } = validate(limits, received, 'response');
    expect(issues?.map((issue) => issue.message).join()).toContain(message);
  });
});

it.each([
  [['192.0.2.1'], '0', 'CIDR notation, for example 192.0.2.0/24'],
  [['192.0.2.1/24'], '0', 'no bits after the prefix'],
  [['10.0.0.0/7'], '0', 'from 8 to 32 for IPv4 and from 16 to 128 for IPv6'],
  [['10.0.0.0/8', '10.1.0.0/16'], '', 'overlapping'],
  [Array.from({ length: 33 }, (_, index) => `192.0.2.${index}/32`), '', 'at most 32'],
])('rejects allowed addresses %j with the allowed form', (ranges, path, message) => {
  const { issues } = validate(allowedAddresses, ranges, 'response');
  expect(issues).toMatchObject([{ path, message: expect.stringContaining(message) }]);
});
