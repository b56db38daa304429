import { describe, expect, it } from 'vitest';
import { createCredentialUse } from '../../../lib/core/usage/credential-use.ts';
import type { Source, Watermark } from '../../../lib/core/usage/delivery.ts';
import { type KeyUsage, newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { keyOf, NOON } from '../../support/entities.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEY = keyOf('acme', { id: 'k1' });
const AUTHORIZER: Source = { logGroup: 'authorizer', via: 'authorizer', probed: true };
const HEALTHY: Watermark = {
  logGroup: 'authorizer',
  healthySinceMs: NOON - 24 * HOUR,
  throughMs: NOON,
  version: 1,
};

/** Whether a generation that was used last so long ago was used in the hour before noon. */
async function useInTheLastHour({
  agoMs,
  watermark = HEALTHY,
  source = AUTHORIZER,
  watchedForMs = 24 * HOUR,
}: {
  readonly agoMs?: number;
  readonly watermark?: Watermark;
  readonly source?: Source;
  readonly watchedForMs?: number;
}) {
  const usage: KeyUsage = {
    ...newKeyUsage(KEY, NOON - watchedForMs),
    generations: agoMs === undefined ? {} : { 1: NOON - agoMs },
  };
  const store = { readUsage: async () => usage, readWatermarks: async () => [watermark] };
  const use = createCredentialUse(store, { list: async () => [source] }, () => NOON);
  return use.useDuring({ keyId: 'k1', generation: 1, fromMs: NOON - HOUR, toMs: NOON });
}

describe('a credential', () => {
  it.each([
    [MINUTE, 'within the delivery delay'],
    [HOUR, 'an hour ago'],
    [HOUR + 14 * MINUTE, 'at the start of the measurable window'],
  ])('was used, %i ms ago: %s', async (agoMs) => {
    expect(await useInTheLastHour({ agoMs })).toBe('used');
  });

  it('was not used if its last use is before the window or missing', async () => {
    expect(await useInTheLastHour({ agoMs: 3 * HOUR })).toBe('unused');
    expect(await useInTheLastHour({})).toBe('unused');
  });

  it.each([
    ['delivery had a gap in the window', { watermark: { ...HEALTHY, healthySinceMs: NOON - HOUR } }],
    ['delivery stopped', { watermark: { ...HEALTHY, throughMs: NOON - HOUR } }],
    ['nothing was delivered', { watermark: { ...HEALTHY, logGroup: 'other' } }],
    ['a source is not probed', { source: { ...AUTHORIZER, via: 'guard', probed: false } }],
    ['it was not tracked from the start', { watchedForMs: HOUR }],
    ['a use just before the window may hide another', { agoMs: HOUR + 16 * MINUTE }],
  ] as const)('is undetermined if %s', async (_, given) => {
    expect(await useInTheLastHour(given)).toBe('undetermined');
  });

  it('is undetermined if its key is not tracked', async () => {
    const store = { readUsage: async () => undefined, readWatermarks: async () => [HEALTHY] };
    const use = createCredentialUse(store, { list: async () => [AUTHORIZER] }, () => NOON);
    const asked = { keyId: 'k1', generation: 1, fromMs: NOON - HOUR, toMs: NOON };
    expect(await use.useDuring(asked)).toBe('undetermined');
  });
});
