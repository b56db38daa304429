import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextStart } from '../../../lib/core/rotation/agenda.ts';
import { DUE_JITTER, dueNextMs } from '../../../lib/core/rotation/due.ts';
import { managedKeyOf, NOON } from '../../support/entities.ts';

const EVERY_MS = 90 * 86_400_000;

it('a key is due at most a tenth of its interval early, always at the same time', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 60_000, max: EVERY_MS }), (keyId, everyMs) => {
      const key = { keyId, schedule: 'postern', rotateEveryMs: everyMs } as const;
      const dueMs = dueNextMs(key, NOON);
      expect(dueMs).toBeLessThanOrEqual(NOON + everyMs);
      expect(dueMs).toBeGreaterThan(NOON + everyMs * (1 - DUE_JITTER) - 1);
      expect(dueNextMs(key, NOON)).toBe(dueMs);
    }),
  );
});

it('distributes the due times of keys that were created together', () => {
  const dues = Array.from({ length: 1000 }, (_, n) => {
    const key = { keyId: `key${n}`, schedule: 'postern', rotateEveryMs: EVERY_MS } as const;
    return dueNextMs(key, NOON) ?? 0;
  });
  const tenth = (EVERY_MS * DUE_JITTER) / 10;
  const counts = Map.groupBy(dues, (dueMs) => Math.floor((NOON + EVERY_MS - dueMs) / tenth));
  expect(counts.size).toBe(10);
  for (const { length } of counts.values()) expect(length).toBeGreaterThan(50);
});

it('does not start a due rotation outside its maintenance windows or during a freeze', () => {
  // 2027-01-31 is a Sunday.
  const windows = [{ days: ['sun'], fromMinute: 720, toMinute: 780 }] as const;
  const managed = managedKeyOf('k1', { rotateAtMs: NOON - 1, windows });
  const freeze = { untilMs: NOON + 1, reason: 'release' };
  expect(nextStart(managed, { nowMs: NOON })).toEqual({ atMs: NOON, condition: 'due' });
  expect(nextStart(managed, { nowMs: NOON - 1 })).toEqual({ atMs: NOON, condition: 'window' });
  expect(nextStart(managed, { nowMs: NOON, freeze })).toEqual({ atMs: NOON + 1, condition: 'freeze' });
  expect(nextStart(managed, { nowMs: NOON + 1, freeze })).toEqual({ atMs: NOON + 1, condition: 'due' });
});
