import { describe, expect, it } from 'vitest';
import { prewarm } from '../../../lambdas/authorizer/prewarm.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { authorizerOn } from './authorizer.ts';

describe('prewarming', () => {
  it.each([...PROFILES.values()])(
    'is one decision with one read of an unknown key: $name',
    async (profile) => {
      const reader = new CountingReader();
      const { handler, lines } = authorizerOn(reader, { profile });

      await prewarm(handler, profile, 10_000);

      expect(reader.reads).toEqual([expect.stringMatching(/^key /)]);
      expect(lines.map((line) => JSON.parse(line).outcome)).toEqual([expect.stringMatching(/^unknown/)]);
    },
  );

  it('ignores a failed read, which the next request reports', async () => {
    const reader = new CountingReader();
    reader.failure = new Error('throttled');
    const { handler } = authorizerOn(reader);
    await expect(prewarm(handler, defaultProfile, 10_000)).resolves.toBeUndefined();
  });

  it('stops waiting for a decision that never ends', async () => {
    await expect(prewarm(() => new Promise(() => {}), defaultProfile, 1)).resolves.toBeUndefined();
  });
});
