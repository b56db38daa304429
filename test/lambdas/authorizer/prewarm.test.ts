import { describe, expect, it } from 'vitest';
import { prewarm } from '../../../lambdas/authorizer/prewarm.ts';
import type { KeyReader } from '../../../lib/core/store.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { codec } from '../../support/issued-key.ts';

describe('prewarming', () => {
  it('is one read of an ID that no key can have', async () => {
    const reader = new CountingReader();
    await prewarm(reader, 10_000);
    expect(reader.reads).toEqual(['key pre-warm']);
    expect(codec.generate((count) => new Uint8Array(count)).keyId).not.toContain('-');
  });

  it('ignores a failed read, which the next request reports', async () => {
    const reader = new CountingReader();
    reader.failure = new Error('throttled');
    await expect(prewarm(reader, 10_000)).resolves.toBeUndefined();
  });

  it('stops waiting for a read that never ends', async () => {
    const silent: KeyReader = {
      readKey: () => new Promise(() => {}),
      readOwner: () => new Promise(() => {}),
      readSession: () => new Promise(() => {}),
      readTenant: () => new Promise(() => {}),
    };
    await expect(prewarm(silent, 1)).resolves.toBeUndefined();
  });
});
