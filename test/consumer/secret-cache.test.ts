import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSecretCache } from '../../lib/consumer/secret-cache.ts';

const HOUR_MS = 3_600_000;
const REREAD_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;
/** How long a call waits for a read at most while an earlier key is held. */
const HELD_KEY_WAIT_MS = 1_000;

afterEach(() => vi.useRealTimers());

/** A secret and a clock that the test moves. */
function known({ cacheMs = HOUR_MS } = {}) {
  const world = { nowMs: 1_000_000, value: 'old', fails: false };
  const read = vi.fn(async () => {
    if (world.fails) throw new Error('ThrottlingException');
    return JSON.stringify({ keyId: 'key-1', value: world.value, header: 'x-api-key', scheme: null });
  });
  const onReadFailure = vi.fn();
  const clock = () => world.nowMs;
  const secret = createSecretCache({
    read,
    cacheMs,
    minRefreshIntervalMs: REREAD_MS,
    readTimeoutMs: READ_TIMEOUT_MS,
    onReadFailure,
    clock,
  });
  return { world, read, onReadFailure, secret };
}

describe('a cached value', () => {
  it('is used exactly until the cache ends', async () => {
    const { world, secret } = known();
    await secret.current();
    world.value = 'new';
    world.nowMs += HOUR_MS - 1;
    expect((await secret.current()).value).toBe('old');
    world.nowMs += 1;
    expect((await secret.current()).value).toBe('new');
  });

  it('has the age of the request, for any duration of the response', async () => {
    const { world, read, secret } = known();
    read.mockImplementationOnce(async () => {
      world.nowMs += HOUR_MS;
      return '{"keyId":"key-1","value":"old","header":"x-api-key","scheme":null}';
    });
    await secret.current();
    world.value = 'new';
    expect((await secret.current()).value).toBe('new');
  });

  it('is read again after the clock was set back', async () => {
    const { world, read, secret } = known();
    await secret.current();
    world.nowMs -= 1;
    await secret.current();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('stays in use while the secret cannot be read, with a report and a retry every few seconds', async () => {
    const { world, read, onReadFailure, secret } = known();
    await secret.current();
    world.nowMs += HOUR_MS;
    world.fails = true;
    const all = await Promise.all([secret.current(), secret.current()]);
    expect(all.map(({ value }) => value)).toEqual(['old', 'old']);
    expect(onReadFailure.mock.calls).toEqual([[expect.objectContaining({ fault: 'secret-unavailable' })]]);
    await secret.current();
    expect(read).toHaveBeenCalledTimes(2);

    world.fails = false;
    world.value = 'new';
    world.nowMs += REREAD_MS;
    expect((await secret.current()).value).toBe('old');
    await vi.waitFor(async () => expect((await secret.current()).value).toBe('new'));
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('is read again in the background before the cache ends, and no call waits', async () => {
    const { world, read, secret } = known();
    await secret.current();
    read.mockReturnValueOnce(new Promise(() => {}));
    world.nowMs += HOUR_MS - 1;
    expect((await secret.current()).value).toBe('old');
    expect((await secret.current()).value).toBe('old');
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('failing dependencies', () => {
  it('times out a read that never settles, keeps the value in use, and reads again later', async () => {
    vi.useFakeTimers();
    const { world, read, onReadFailure, secret } = known();
    await secret.current();
    world.nowMs += HOUR_MS;
    read.mockReturnValueOnce(new Promise(() => {}));
    const during = Promise.all([secret.current(), secret.current()]);
    await vi.advanceTimersByTimeAsync(READ_TIMEOUT_MS);
    expect((await during).map(({ value }) => value)).toEqual(['old', 'old']);
    expect(onReadFailure.mock.calls).toEqual([[expect.objectContaining({ fault: 'secret-unavailable' })]]);
    world.value = 'new';
    world.nowMs += REREAD_MS;
    expect((await secret.current()).value).toBe('old');
    await vi.advanceTimersByTimeAsync(0);
    expect((await secret.current()).value).toBe('new');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('delays only the first calls by a second if a read hangs after the cache ended', async () => {
    vi.useFakeTimers();
    const { world, read, onReadFailure, secret } = known();
    await secret.current();
    world.nowMs += HOUR_MS;
    read.mockReturnValueOnce(new Promise(() => {}));
    const settledCalls: string[] = [];
    const call = (name: string) =>
      secret.current().then(({ value }) => settledCalls.push(`${name} ${value}`));
    call('first');
    await vi.advanceTimersByTimeAsync(HELD_KEY_WAIT_MS - 1);
    call('second');
    await vi.advanceTimersByTimeAsync(0);
    expect(settledCalls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(settledCalls).toEqual(['first old', 'second old']);
    // No timer advances here: the held key is returned immediately, and the read continues.
    expect((await secret.current()).value).toBe('old');
    expect(read).toHaveBeenCalledTimes(2);
    expect(onReadFailure).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(READ_TIMEOUT_MS);
    expect(onReadFailure).toHaveBeenCalledTimes(1);
  });

  it('uses the key of a slow read that succeeds after calls stopped waiting', async () => {
    vi.useFakeTimers();
    const { world, read, secret } = known();
    await secret.current();
    world.nowMs += HOUR_MS;
    const slow = Promise.withResolvers<string>();
    read.mockReturnValueOnce(slow.promise);
    const first = secret.current();
    await vi.advanceTimersByTimeAsync(HELD_KEY_WAIT_MS);
    expect((await first).value).toBe('old');
    slow.resolve('{"keyId":"key-1","value":"new","header":"x-api-key","scheme":null}');
    await vi.advanceTimersByTimeAsync(0);
    expect((await secret.current()).value).toBe('new');
    // The next read is waited for again.
    world.nowMs += HOUR_MS;
    world.value = 'newest';
    expect((await secret.current()).value).toBe('newest');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits only for the first read while reads never settle', async () => {
    vi.useFakeTimers();
    const { world, read, secret } = known({ cacheMs: 0 });
    await secret.current();
    read.mockReturnValue(new Promise(() => {}));
    const first = secret.current();
    await vi.advanceTimersByTimeAsync(READ_TIMEOUT_MS);
    await first;
    for (let each = 0; each < 3; each++) {
      world.nowMs += REREAD_MS;
      // No timer advances here: the held key is returned immediately.
      expect((await secret.current()).value).toBe('old');
      await vi.advanceTimersByTimeAsync(READ_TIMEOUT_MS);
    }
    expect(read).toHaveBeenCalledTimes(5);
  });

  it('throws if the first read never settles, and reads again for the next call', async () => {
    vi.useFakeTimers();
    const { read, secret } = known();
    read.mockReturnValueOnce(new Promise(() => {}));
    const first = expect(secret.current()).rejects.toMatchObject({ fault: 'secret-unavailable' });
    await vi.advanceTimersByTimeAsync(READ_TIMEOUT_MS);
    await first;
    expect((await secret.current()).value).toBe('old');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('the logger failed');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('the logger failed');
      },
    ],
  ])('keeps the value in use if a callback %s', async (_, callback) => {
    const { world, onReadFailure, secret } = known();
    onReadFailure.mockImplementation(callback);
    await secret.current();
    world.nowMs += HOUR_MS;
    world.fails = true;
    expect((await secret.current()).value).toBe('old');
    expect(onReadFailure).toHaveBeenCalledTimes(1);
  });
});

describe('after a 403', () => {
  it('reads the secret less and less often while it contains the same key', async () => {
    const { world, read, secret } = known({ cacheMs: 24 * HOUR_MS });
    const old = await secret.current();
    const reads: number[] = [];
    for (let second = 0; second < 3600; second += 1) {
      const before = read.mock.calls.length;
      await secret.refreshAfter(old, 403);
      if (read.mock.calls.length > before) reads.push(second);
      world.nowMs += 1000;
    }
    expect(reads.slice(0, 8)).toEqual([0, 10, 30, 70, 150, 310, 610, 910]);
    expect(reads).toHaveLength(16);
    world.value = 'new';
    world.nowMs += 300_000;
    expect((await secret.refreshAfter(old, 403))?.value).toBe('new');
  });
});

describe('after a 401', () => {
  it('reads the secret immediately, and not again for a while', async () => {
    const { world, read, secret } = known();
    const old = await secret.current();
    expect(await secret.refreshAfter(old)).toBeUndefined();
    world.value = 'new';
    expect(await secret.refreshAfter(old)).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
    world.nowMs += REREAD_MS;
    expect((await secret.refreshAfter(old))?.value).toBe('new');
  });

  it('returns a key that was read in between without another read', async () => {
    const { world, read, secret } = known();
    const old = await secret.current();
    world.value = 'new';
    await secret.refreshAfter(old);
    expect((await secret.refreshAfter(old))?.value).toBe('new');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('does not use the result of an earlier read', async () => {
    const { world, read, secret } = known({ cacheMs: 0 });
    const old = await secret.current();
    const answer = Promise.withResolvers<string>();
    read.mockReturnValueOnce(answer.promise);
    const underWay = secret.current();
    const after = secret.refreshAfter(old);
    world.value = 'new';
    answer.resolve('{"keyId":"key-1","value":"old","header":"x-api-key","scheme":null}');
    expect((await underWay).value).toBe('old');
    expect((await after)?.value).toBe('new');
  });

  it('reports a failed read and does not use it', async () => {
    const { world, onReadFailure, secret } = known();
    const old = await secret.current();
    world.fails = true;
    expect(await secret.refreshAfter(old)).toBeUndefined();
    expect(onReadFailure).toHaveBeenCalledTimes(1);
  });
});
