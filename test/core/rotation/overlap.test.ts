import { expect, it } from 'vitest';
import { leastOverlapMs, overlapRejection } from '../../../lib/core/rotation/overlap.ts';

const DELAYS = { consumerCacheMs: 3_600_000, authorizerCacheMs: 300_000, clockSkewMs: 60_000 };

it('covers all delays of a consumer: cache, authorizer cache and clock skew', () => {
  expect(leastOverlapMs(DELAYS)).toBe(3_960_000);
  expect(overlapRejection(3_960_000, DELAYS)).toBeUndefined();
});

it('rejects a shorter overlap with the received value, the minimum and the next step', () => {
  expect(overlapRejection(3_959_999, DELAYS)).toBe(
    'an overlap of 3959.999 seconds is too short: consumers may hold the old value for 66 minutes ' +
      '(consumer cache 1 hour + authorizer cache 5 minutes + clock skew 1 minute); ' +
      'use at least that, or a shorter consumer cache',
  );
});
