import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Period } from '../../../lib/core/limits/limit.ts';
import { periodAt } from '../../../lib/core/limits/period.ts';

/** Zones with clock changes at midnight, of half an hour, in the south, and without any. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

const anyPeriod: fc.Arbitrary<Period> = fc.oneof(
  fc.constant<Period>({ unit: 'hour' }),
  fc.constantFrom(...ZONES).map((timeZone): Period => ({ unit: 'day', timeZone })),
  fc.record({
    unit: fc.constant('month' as const),
    timeZone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: 1, max: 31 }),
  }),
  fc.integer({ min: 1, max: 366 }).map((days): Period => ({ unit: 'days', days, anchor: '2024-02-29' })),
);
const anyInstant = fc.integer({ min: Date.parse('2005-01-01'), max: Date.parse('2060-01-01') });

describe('periods', () => {
  it('contain their instants and have no gaps', () => {
    fc.assert(
      fc.property(anyPeriod, anyInstant, (period, nowMs) => {
        const { index, startMs, endMs } = periodAt(period, nowMs);
        expect(startMs).toBeLessThanOrEqual(nowMs);
        expect(endMs).toBeGreaterThan(nowMs);
        expect(periodAt(period, startMs)).toEqual({ index, startMs, endMs });
        expect(periodAt(period, endMs - 1)).toEqual({ index, startMs, endMs });
        expect(periodAt(period, endMs)).toMatchObject({ startMs: endMs });
        expect(periodAt(period, endMs).index).toBeGreaterThan(index);
      }),
      { numRuns: 1000 },
    );
  });

  const month = (day: number, timeZone = 'UTC'): Period => ({ unit: 'month', timeZone, day });

  it.each([
    ['a month of 31', month(31), '2027-02-28T12:00Z', '2027-02-28T00:00Z', '2027-03-31T00:00Z'],
    ['a leap day', month(31), '2028-02-29T12:00Z', '2028-02-29T00:00Z', '2028-03-31T00:00Z'],
    ['the last day before', month(31), '2027-02-27T12:00Z', '2027-01-31T00:00Z', '2027-02-28T00:00Z'],
    [
      'a month in Berlin',
      month(1, 'Europe/Berlin'),
      '2027-03-15T00:00Z',
      '2027-02-28T23:00Z',
      '2027-03-31T22:00Z',
    ],
    [
      'a day of 23 hours',
      { unit: 'day', timeZone: 'Europe/Berlin' },
      '2027-03-28T12:00Z',
      '2027-03-27T23:00Z',
      '2027-03-28T22:00Z',
    ],
    [
      'a day without midnight',
      { unit: 'day', timeZone: 'America/Santiago' },
      '2026-09-06T12:00Z',
      '2026-09-06T04:00Z',
      '2026-09-07T03:00Z',
    ],
    ['an hour', { unit: 'hour' }, '2027-01-31T12:59:59.999Z', '2027-01-31T12:00Z', '2027-01-31T13:00Z'],
    [
      'a week from an anchor',
      { unit: 'days', days: 7, anchor: '2027-01-04' },
      '2027-01-03T12:00Z',
      '2026-12-28T00:00Z',
      '2027-01-04T00:00Z',
    ],
  ] as const)('%s', (_, period, at, from, to) => {
    const { startMs, endMs } = periodAt(period, Date.parse(at));
    expect([startMs, endMs]).toEqual([Date.parse(from), Date.parse(to)]);
  });
});
