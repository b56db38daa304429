import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALLOWED_LATENESS_MS,
  advanceWatermark,
  type DeliveryHealth,
  healthOf,
  resetWatermark,
  type Source,
  useDuring,
  type Watermark,
} from '../../../lib/core/usage/delivery.ts';
import { LAST_USE_WINDOW_MS } from '../../../lib/core/usage/limits.ts';
import { NOON } from '../../support/entities.ts';

const MINUTE = 60_000;
const GROUP = 'authorizer-log';
const SOURCES: readonly Source[] = [{ logGroup: GROUP, via: 'authorizer', probed: true }];

/** The watermark after probes at these minutes. */
function probedAt(...minutes: readonly number[]): Watermark | undefined {
  return minutes.reduce<Watermark | undefined>(
    (before, minute) => advanceWatermark(GROUP, before, NOON + minute * MINUTE) ?? before,
    undefined,
  );
}

describe('a watermark', () => {
  it('advances while probes arrive, also late and out of order', () => {
    expect(probedAt(0, 1, 3, 2, 6)).toMatchObject({ healthySinceMs: NOON, throughMs: NOON + 6 * MINUTE });
  });

  it('resets after more than 3 minutes without a probe', () => {
    expect(probedAt(0, 1, 5)).toMatchObject({
      healthySinceMs: NOON + 5 * MINUTE,
      throughMs: NOON + 5 * MINUTE,
    });
  });

  it('is unhealthy from an unrecorded batch until a later probe', () => {
    const broken = resetWatermark(GROUP, probedAt(0, 1), NOON + 2 * MINUTE);
    expect(healthOf(SOURCES, [broken])).toEqual({ state: 'interrupted' });
    const next = advanceWatermark(GROUP, broken, NOON + 3 * MINUTE);
    expect(next).toMatchObject({ healthySinceMs: NOON + 2 * MINUTE, throughMs: NOON + 3 * MINUTE });
    expect(resetWatermark(GROUP, undefined, NOON).healthySinceMs).toBe(NOON);
  });
});

describe('the health of delivery', () => {
  const watermark = { logGroup: GROUP, healthySinceMs: NOON, throughMs: NOON + 3_600_000, version: 9 };

  it('is that of its worst source, through the settled time', () => {
    const other = { ...watermark, logGroup: 'other', healthySinceMs: NOON + MINUTE };
    const sources = [...SOURCES, { logGroup: 'other', via: 'authorizer' as const, probed: true }];
    expect(healthOf(sources, [watermark, other])).toEqual({
      state: 'healthy',
      sinceMs: NOON + MINUTE,
      throughMs: NOON + 3_600_000 - ALLOWED_LATENESS_MS,
    });
  });

  it.each<[string, readonly Source[], readonly Watermark[], DeliveryHealth['state']]>([
    ['no source exists', [], [watermark], 'interrupted'],
    [
      'a source never delivered a probe',
      [...SOURCES, { logGroup: 'mute', via: 'authorizer', probed: true }],
      [watermark],
      'interrupted',
    ],
    [
      'a guard is a source',
      [...SOURCES, { logGroup: 'fn', via: 'guard', probed: false }],
      [watermark],
      'not-probed',
    ],
  ])('is not healthy if %s', (_, sources, watermarks, state) => {
    expect(healthOf(sources, watermarks)).toEqual({ state });
  });
});

describe('use between two times', () => {
  const window = { fromMs: NOON, toMs: NOON + 3_600_000 };
  const healthy: DeliveryHealth = { state: 'healthy', sinceMs: NOON, throughMs: window.toMs };
  const ask = (lastUsedAtMs: number | null, health: DeliveryHealth = healthy, trackedSinceMs = NOON) =>
    useDuring({ lastUsedAtMs, trackedSinceMs }, window, health);

  it.each([
    ['never', null, 'unused'],
    ['well before', NOON - LAST_USE_WINDOW_MS, 'unused'],
    ['just before, so that a use after it was not written', NOON - LAST_USE_WINDOW_MS + 1, 'undetermined'],
    ['at its first instant', NOON, 'used'],
    ['in it', NOON + MINUTE, 'used'],
    ['at its end, which hides what was before', window.toMs, 'undetermined'],
    ['after it', window.toMs + MINUTE, 'undetermined'],
  ])('used %s', (_, lastUsedAtMs, answer) => {
    expect(ask(lastUsedAtMs)).toBe(answer);
  });

  it.each<[string, DeliveryHealth]>([
    ['became healthy a moment later', { state: 'healthy', sinceMs: NOON + 1, throughMs: window.toMs }],
    ['is not known to its end', { state: 'healthy', sinceMs: NOON, throughMs: window.toMs - 1 }],
    ['is silent', { state: 'interrupted' }],
    ['cannot be probed', { state: 'not-probed' }],
  ])('is undetermined if delivery %s, except after a recorded use', (_, health) => {
    expect(ask(null, health)).toBe('undetermined');
    expect(ask(NOON, health)).toBe('used');
  });

  it('is undetermined for a time without tracking', () => {
    expect(ask(null, healthy, NOON + 1)).toBe('undetermined');
  });

  it('is never unused if a use was possible, for any lines and probes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: 0, max: 90 }),
        (probes, from, length) => {
          const watermark = probedAt(...probes);
          const health = healthOf(SOURCES, watermark ? [watermark] : []);
          const asked = { fromMs: NOON + from * MINUTE, toMs: NOON + (from + length) * MINUTE };
          const answer = useDuring({ trackedSinceMs: 0, lastUsedAtMs: null }, asked, health);
          if (answer !== 'unused') return;
          // Every stretch of 3 minutes of the window had a probe that came through.
          for (let minute = from; minute + 3 <= from + length; minute += 1) {
            expect(probes.some((probed) => probed >= minute && probed <= minute + 3)).toBe(true);
          }
        },
      ),
    );
  });
});
