import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationText } from '../../lib/core/durations.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { applyRequested, defaultSettings } from '../../lib/core/rotation/settings.ts';

it.each([
  [86_400_000, '1 day'],
  [7_776_000_000, '90 days'],
  [3_600_000, '1 hour'],
  [5_400_000, '90 minutes'],
  [1000, '1 second'],
  [1500, '1.5 seconds'],
  [0, '0 seconds'],
])('%i milliseconds are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it('formats no duration in rotation messages in milliseconds', () => {
  const deps = {
    authorizerCacheMs: 0,
    schedules: ['postern', 'secrets-manager'] as const,
    limits: { clockSkewMs: 60_000 },
  };
  const ms = fc.option(fc.integer({ min: 0, max: 2 ** 43 }), { nil: undefined });
  const asked = fc.record({
    schedule: fc.constantFrom(...deps.schedules),
    rotateEveryMs: ms,
    overlapMs: ms,
    retireDeadlineMs: ms,
    consumerCacheMs: ms,
  });
  fc.assert(
    fc.property(asked, (settings) => {
      const result = applyRequested(deps, defaultSettings(defaultProfile), settings);
      const message = 'rejection' in result && 'message' in result.rejection ? result.rejection.message : '';
      expect(message).not.toMatch(/\d ms\b/);
    }),
  );
});
