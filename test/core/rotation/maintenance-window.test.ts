import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextOpeningMs,
  type RotationWindow,
  WEEKDAYS,
} from '../../../lib/core/rotation/maintenance-window.ts';

const NIGHTS: RotationWindow = { days: ['mon', 'tue', 'wed'], fromMinute: 60, toMinute: 240 };
const SATURDAY: RotationWindow = { days: ['sat'], fromMinute: 0, toMinute: 1440 };

function isOpen(windows: readonly RotationWindow[], atMs: number): boolean {
  return nextOpeningMs(windows, atMs) === atMs;
}

/** 2027-02-01 is a Monday. */
const at = (text: string) => Date.parse(`2027-02-${text}Z`);

describe('the next allowed start of a rotation', () => {
  it('is any time without windows', () => {
    expect(nextOpeningMs([], 12_345)).toBe(12_345);
    expect(isOpen([], 12_345)).toBe(true);
  });

  it.each([
    ['01T00:59:59.999', '01T01:00:00.000', 'just before a window'],
    ['01T01:00:00.000', '01T01:00:00.000', 'as it opens'],
    ['01T03:59:59.999', '01T03:59:59.999', 'just before it closes'],
    ['01T04:00:00.000', '02T01:00:00.000', 'as it closes'],
    ['03T04:00:00.000', '06T00:00:00.000', 'after the last of several days'],
    ['06T23:59:59.999', '06T23:59:59.999', 'at the end of a whole day'],
    ['07T00:00:00.000', '08T01:00:00.000', 'after it'],
  ])('is, from %s, at %s: %s', (from, opening) => {
    expect(nextOpeningMs([NIGHTS, SATURDAY], at(from))).toBe(at(opening));
    expect(isOpen([NIGHTS, SATURDAY], at(from))).toBe(from === opening);
  });

  it('is a week later if the only window of the week has just closed', () => {
    const weekly: RotationWindow = { days: ['mon'], fromMinute: 60, toMinute: 240 };
    expect(nextOpeningMs([weekly], at('01T04:00'))).toBe(at('08T01:00'));
  });

  it('is the first instant in a window, within a week', () => {
    const aWindow = fc
      .record({
        days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
        fromMinute: fc.integer({ min: 0, max: 1439 }),
        lasts: fc.integer({ min: 1, max: 1440 }),
      })
      .map(({ days, fromMinute, lasts }) => ({
        days,
        fromMinute,
        toMinute: Math.min(1440, fromMinute + lasts),
      }));
    const windows = fc.array(aWindow, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: 0, max: 4e12 }),
        fc.double({ min: 0, max: 1 }),
        (given, fromMs, part) => {
          const openingMs = nextOpeningMs(given, fromMs);
          expect(openingMs).toBeGreaterThanOrEqual(fromMs);
          expect(openingMs - fromMs).toBeLessThanOrEqual(7 * 86_400_000);
          expect(isOpen(given, openingMs)).toBe(true);
          const before = Math.floor(fromMs + (openingMs - fromMs) * part);
          if (before < openingMs) expect(isOpen(given, before)).toBe(false);
        },
      ),
    );
  });
});
