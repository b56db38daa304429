import { describe, expect, it } from 'vitest';
import { prewarm } from '../../../lambdas/authorizer/prewarm.ts';
import type { KeyReader } from '../../../lib/core/store.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { codec } from '../../support/issued-key.ts';

describe('prewarming', () => {
  it('is one read, of an id that no key can have', async () => {
    const reader = new CountingReader();
    await prewarm(reader, 10_000);
    expect(reader.reads).toEqual(['key pre-warm']);
    expect(codec.generate((count) => new Uint8Array(count)).keyId).not.toContain('-');
  });

  it('swallows a failed read: the next request is told, not each start', async () => {
    const reader = new CountingReader();
    reader.failure = new Error('throttled');
    await expect(prewarm(reader, 10_000)).resolves.toBeUndefined();
  });

  it('gives up on a read that never ends', async () => {
    const silent: KeyReader = {
      readKey: () => new Promise(() => {}),
      readOwner: () => new Promise(() => {}),
      readSession: () => new Promise(() => {}),
      readTenant: () => new Promise(() => {}),
    };
    await expect(prewarm(silent, 1)).resolves.toBeUndefined();
  });
});
