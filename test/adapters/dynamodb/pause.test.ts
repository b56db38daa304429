import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPause } from '../../../lib/adapters/dynamodb/pause.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  [1, 5],
  [2, 10],
  [3, 20],
  [6, 100],
  [64, 100],
])('before try %i it waits a random part of %i ms', async (attempt, spanMs) => {
  for (const part of [0.2, 0.6, 1]) {
    const ended = vi.fn();
    const pause = createPause(() => part)(attempt).then(ended);
    await vi.advanceTimersByTimeAsync(Math.floor(part * spanMs) - 1);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledOnce();
    await pause;
  }
});
