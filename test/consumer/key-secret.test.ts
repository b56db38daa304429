import { describe, expect, it, vi } from 'vitest';
import { createKeySecret } from '../../lib/consumer/key-secret.ts';

const HOUR_MS = 3_600_000;
const REREAD_MS = 5_000;

/** A secret and a clock that the test moves. */
function known({ cacheMs = HOUR_MS } = {}) {
  const world = { nowMs: 1_000_000, value: 'old', fails: false };
  const read = vi.fn(async () => {
    if (world.fails) throw new Error('ThrottlingException');
    return JSON.stringify({ keyId: 'key-1', value: world.value, header: 'x-api-key', scheme: null });
  });
  const onReadFailure = vi.fn();
  const clock = () => world.nowMs;
  const secret = createKeySecret({ read, cacheMs, rereadMs: REREAD_MS, onReadFailure, clock });
  return { world, read, onReadFailure, secret };
}

describe('what was read', () => {
  it('is used until the cache ends, and not a moment longer', async () => {
    const { world, secret } = known();
    await secret.current();
    world.value = 'new';
    world.nowMs += HOUR_MS - 1;
    expect((await secret.current()).value).toBe('old');
    world.nowMs += 1;
    expect((await secret.current()).value).toBe('new');
  });

  it('is as old as the question, however long the answer takes', async () => {
    const { world, read, secret } = known();
    read.mockImplementationOnce(async () => {
      world.nowMs += HOUR_MS;
      return '{"keyId":"key-1","value":"old","header":"x-api-key","scheme":null}';
    });
    await secret.current();
    world.value = 'new';
    expect((await secret.current()).value).toBe('new');
  });

  it('is read again when the clock was set back', async () => {
    const { world, read, secret } = known();
    await secret.current();
    world.nowMs -= 1;
    await secret.current();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is used on while the secret can not be read, which is told and tried again each few seconds', async () => {
    const { world, read, onReadFailure, secret } = known();
    await secret.current();
    world.nowMs += HOUR_MS;
    world.fails = true;
    const all = await Promise.all([secret.current(), secret.current()]);
    expect(all.map(({ value }) => value)).toEqual(['old', 'old']);
    expect(onReadFailure.mock.calls).toEqual([[expect.objectContaining({ fault: 'unreadable' })]]);
    await secret.current();
    expect(read).toHaveBeenCalledTimes(2);

    world.fails = false;
    world.value = 'new';
    world.nowMs += REREAD_MS;
    expect((await secret.current()).value).toBe('new');
  });
});

describe('after a refusal', () => {
  it('the secret is read at once, and then not again for a while', async () => {
    const { world, read, secret } = known();
    const old = await secret.current();
    expect(await secret.after(old)).toBeUndefined();
    world.value = 'new';
    expect(await secret.after(old)).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
    world.nowMs += REREAD_MS;
    expect((await secret.after(old))?.value).toBe('new');
  });

  it('a key that was read meanwhile is answered without another read', async () => {
    const { world, read, secret } = known();
    const old = await secret.current();
    world.value = 'new';
    await secret.after(old);
    expect((await secret.after(old))?.value).toBe('new');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('a read that was under way before is not taken for an answer', async () => {
    const { world, read, secret } = known({ cacheMs: 0 });
    const old = await secret.current();
    const answer = Promise.withResolvers<string>();
    read.mockReturnValueOnce(answer.promise);
    const underWay = secret.current();
    const after = secret.after(old);
    world.value = 'new';
    answer.resolve('{"keyId":"key-1","value":"old","header":"x-api-key","scheme":null}');
    expect((await underWay).value).toBe('old');
    expect((await after)?.value).toBe('new');
  });

  it('a read that fails is no answer, and told', async () => {
    const { world, onReadFailure, secret } = known();
    const old = await secret.current();
    world.fails = true;
    expect(await secret.after(old)).toBeUndefined();
    expect(onReadFailure).toHaveBeenCalledTimes(1);
  });
});
