import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expiryOf,
  type LifetimePolicy,
  MS_PER_DAY,
  maxLifetimeDays,
} from '../../../lib/core/keys/lifetime.ts';
import { mindkey } from '../../../lib/core/profiles/mindkey.ts';
import { NOON } from '../../support/entities.ts';

const AT_CREATION = { createdAtMs: NOON, nowMs: NOON };
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

function policy(
  profile: Partial<LifetimePolicy['profile']> = {},
  tenant: number | null = null,
): LifetimePolicy {
  return {
    profile: { defaultDays: null, maxDays: null, ...profile },
    tenant: { maxKeyLifetimeDays: tenant },
  };
}

const YEAR = policy(mindkey.lifetime);

describe('a maximum lifetime of a year (MK-04)', () => {
  it('is 365 days to the millisecond, requested or not', () => {
    expect(expiryOf(YEAR, undefined, AT_CREATION)).toEqual({ expiresAtMs: NOON + YEAR_MS });
    expect(expiryOf(YEAR, NOON + YEAR_MS, AT_CREATION)).toEqual({ expiresAtMs: NOON + YEAR_MS });
    expect(expiryOf(YEAR, NOON + YEAR_MS + 1, AT_CREATION)).toEqual({ rejected: 'exceeds-lifetime' });
  });

  it('never allows a key without an expiry', () => {
    expect(expiryOf(YEAR, null, AT_CREATION)).toEqual({ rejected: 'exceeds-lifetime' });
  });

  it('counts from the creation, also for a later request', () => {
    const later = { createdAtMs: NOON, nowMs: NOON + YEAR_MS - 1 };
    expect(expiryOf(YEAR, NOON + YEAR_MS, later)).toEqual({ expiresAtMs: NOON + YEAR_MS });
    expect(expiryOf(YEAR, NOON + YEAR_MS + 1, later)).toEqual({ rejected: 'exceeds-lifetime' });
  });
});

describe('the limit of a tenant', () => {
  it.each([
    ['shortens that of the profile', policy({ defaultDays: 365, maxDays: 365 }, 90), 90],
    ['is the only one where the profile has none', policy({}, 90), 90],
    ['never lengthens that of the profile', policy({ maxDays: 365 }, 3650), 365],
    ['shortens what a key gets whose maker names no expiry', policy({ defaultDays: 30 }, 7), 7],
  ])('%s', (_, given, days) => {
    const longest = NOON + days * MS_PER_DAY;
    expect(maxLifetimeDays(given)).toBe(days);
    expect(expiryOf(given, undefined, AT_CREATION)).toEqual({ expiresAtMs: longest });
    expect(expiryOf(given, longest, AT_CREATION)).toEqual({ expiresAtMs: longest });
    expect(expiryOf(given, longest + 1, AT_CREATION)).toEqual({ rejected: 'exceeds-lifetime' });
  });
});

it('allows a key without an expiry if there is no limit, as the default', () => {
  expect(expiryOf(policy(), null, AT_CREATION)).toEqual({ expiresAtMs: null });
  expect(expiryOf(policy(), undefined, AT_CREATION)).toEqual({ expiresAtMs: null });
});

it('allows more than a default that is not a limit', () => {
  const given = policy({ defaultDays: 30 });
  expect(expiryOf(given, undefined, AT_CREATION)).toEqual({ expiresAtMs: NOON + 30 * MS_PER_DAY });
  expect(expiryOf(given, null, AT_CREATION)).toEqual({ expiresAtMs: null });
});

it.each([0, -1, -YEAR_MS])('rejects an expiry that is not in the future (%i ms)', (ms) => {
  for (const given of [policy(), YEAR]) {
    expect(expiryOf(given, NOON + ms, AT_CREATION)).toEqual({ rejected: 'expiry-not-in-future' });
  }
});

it('never exceeds the shortest limit', () => {
  const days = fc.option(fc.integer({ min: 1, max: 4000 }));
  const asked = fc.option(fc.option(fc.integer({ min: NOON - 1000, max: NOON + 5000 * MS_PER_DAY })), {
    nil: undefined,
  });
  fc.assert(
    fc.property(days, days, days, asked, (defaultDays, maxDays, tenant, expiresAtMs) => {
      const expiry = expiryOf(policy({ defaultDays, maxDays }, tenant), expiresAtMs, AT_CREATION);
      if ('rejected' in expiry) return;
      const lifetimeMs = (expiry.expiresAtMs ?? Number.POSITIVE_INFINITY) - NOON;
      for (const limit of [maxDays, tenant]) {
        if (limit !== null) expect(lifetimeMs).toBeLessThanOrEqual(limit * MS_PER_DAY);
      }
      expect(lifetimeMs).toBeGreaterThan(0);
    }),
  );
});
