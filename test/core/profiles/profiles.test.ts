import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../../lib/core/access/outcomes.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';

const BITS_PER_CHARACTER = { base62: Math.log2(62), hex: 4 };

describe.each([...PROFILES.values()])('profile $name', ({ format, places, refusals }) => {
  it('draws secrets of at least 128 bits', () => {
    expect(format.secretLength * BITS_PER_CHARACTER[format.alphabet]).toBeGreaterThanOrEqual(128);
  });

  it('answers every refusal with a 4xx, and an unavailable dependency with a retryable 503', () => {
    expect(Object.keys(refusals).sort()).toEqual([...REFUSALS].sort());
    for (const [outcome, { status }] of Object.entries(refusals)) {
      if (outcome === 'unavailable') expect(status).toBe(503);
      else expect(status, outcome).toSatisfy((code: number) => code >= 400 && code < 500);
    }
  });

  it('shows a revoked key as an unknown one: it is found without its secret', () => {
    expect(refusals.revoked).toEqual(refusals.unknown);
  });

  it('looks for credentials in lower-case header names', () => {
    for (const { header } of places) expect(header).toBe(header.toLowerCase());
  });
});
