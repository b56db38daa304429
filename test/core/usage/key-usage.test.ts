import { describe, expect, it } from 'vitest';
import { leastUsedDay, newKeyUsage, recordUse } from '../../../lib/core/usage/key-usage.ts';
import { dayOf, LAST_USE_WINDOW_MS } from '../../../lib/core/usage/limits.ts';
import { keyOf, NOON } from '../../support/entities.ts';

const fresh = newKeyUsage(keyOf('acme', { permissions: ['read', 'orders:*'] }), NOON);
const first = recordUse(fresh, { atMs: NOON, generation: 1, permission: 'read' });

it('writes the first use of the key, its credential and the granting permission', () => {
  expect(first).toMatchObject({ lastUsedAtMs: NOON, generations: { 1: NOON } });
  expect(first.permissions).toEqual({ read: NOON, 'orders:*': null });
});

describe('another use', () => {
  it.each([0, 1, LAST_USE_WINDOW_MS - 1, -1, -LAST_USE_WINDOW_MS])(
    '%i ms from the written one changes nothing (MK-11)',
    (ms) => {
      expect(recordUse(first, { atMs: NOON + ms, generation: 1, permission: 'read' })).toBe(first);
    },
  );

  it('is written 5 minutes later', () => {
    const atMs = NOON + LAST_USE_WINDOW_MS;
    expect(recordUse(first, { atMs, generation: 1, permission: 'read' })).toMatchObject({
      lastUsedAtMs: atMs,
      generations: { 1: atMs },
      permissions: { read: atMs },
    });
  });

  it('of another credential, or another permission, is written within the window', () => {
    expect(recordUse(first, { atMs: NOON + 1, generation: 2 })).toMatchObject({
      lastUsedAtMs: NOON,
      generations: { 1: NOON, 2: NOON + 1 },
    });
    expect(recordUse(first, { atMs: NOON + 1, permission: 'orders:read' }).permissions).toEqual({
      read: NOON,
      'orders:*': NOON + 1,
    });
  });

  it('of a permission that was added in between is stored', () => {
    expect(recordUse(first, { atMs: NOON, permission: 'delete' }).permissions).toHaveProperty('delete', NOON);
  });
});

it('bounds the size of usage for any number of rotations and any lines', () => {
  let usage = fresh;
  for (let n = 1; n <= 200; n += 1) {
    usage = recordUse(usage, { atMs: NOON + n, generation: n, permission: `made.up.${n}` });
  }
  expect(Object.keys(usage.generations)).toEqual(['197', '198', '199', '200']);
  expect(Object.keys(usage.permissions)).toHaveLength(64);
  // Otherwise, each use of it would be a write.
  expect(recordUse(usage, { atMs: NOON + 201, generation: 1 })).toBe(usage);
});

it('returns a never used permission as the least used one, from the start of tracking', () => {
  expect(leastUsedDay(first)).toBe(dayOf(NOON));
  const later = { ...first, permissions: { read: NOON + 3 * 86_400_000, write: NOON + 86_400_000 } };
  expect(leastUsedDay(later)).toBe(dayOf(NOON) + 1);
});
