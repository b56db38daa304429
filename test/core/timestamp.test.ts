import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp, parseTimestamp } from '../../lib/core/timestamp.ts';

const NOON = Date.UTC(2027, 0, 31, 12);

describe('a timestamp', () => {
  it.each([
    '2027-01-31T12:00:00Z',
    '2027-01-31T12:00:00.0Z',
    '2027-01-31T12:00:00.000Z',
    '2027-01-31T12:00:00.000000Z',
    '2027-01-31T12:00:00.000999999Z',
    '2027-01-31t12:00:00z',
    '2027-01-31 12:00:00Z',
    '2027-01-31T12:00:00+00:00',
    '2027-01-31T12:00:00-00:00',
    '2027-01-31T14:30:00+02:30',
    '2027-01-30T12:01:00-23:59',
    '2027-01-31T11:59:60Z',
  ])('is accepted in every form of RFC 3339: %s', (text) => {
    expect(parseTimestamp(text)).toBe(NOON);
  });

  it.each([
    '',
    '2027-01-31',
    '2027-01-31T12:00Z',
    '2027-01-31T12:00:00',
    '2027-01-31T12:00:00 Z',
    '2027-01-31  12:00:00Z',
    '2027-01-31_12:00:00Z',
    '2027-01-31T12:00:00+0000',
    '2027-01-31T12:00:00 00:00',
    '2027-01-31T24:00:00Z',
    '2027-01-31T12:60:00Z',
    '2027-01-31T12:00:61Z',
    '2027-01-31T12:00:00+24:00',
    '2027-01-31T12:00:00+00:60',
    '2027-02-29T12:00:00Z',
    '2027-04-31T12:00:00Z',
    '2027-00-10T12:00:00Z',
    '2027-13-10T12:00:00Z',
    '2027-01-00T12:00:00Z',
    '2027-01-31T12:00:00.Z',
    '+012027-01-31T12:00:00Z',
    '10000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
    '٢٠٢٧-01-31T12:00:00Z',
  ])('is rejected in any other form: %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('is the same instant for any offset, and is formatted in UTC with milliseconds', () => {
    const anInstant = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9998, 11, 31) });
    const anOffset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(anInstant, anOffset, (ms, offset) => {
        const local = new Date(ms + offset * 60_000).toISOString().replace('Z', '');
        const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        expect(parseTimestamp(`${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toBe(ms);
        expect(formatTimestamp(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it('is formatted for every number: beyond the years 0000 to 9999 as the nearest timestamp', () => {
    expect(formatTimestamp(Number.MAX_SAFE_INTEGER)).toBe('9999-12-31T23:59:59.999Z');
    expect(formatTimestamp(Number.MIN_SAFE_INTEGER)).toBe('0000-01-01T00:00:00.000Z');
    fc.assert(
      fc.property(fc.maxSafeInteger(), (ms) => {
        expect(parseTimestamp(formatTimestamp(ms))).toBeTypeOf('number');
      }),
    );
  });
});
