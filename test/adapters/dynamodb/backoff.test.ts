import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBackoff, createConflictBackoff } from '../../../lib/adapters/dynamodb/backoff.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['a version changed', createBackoff, 1, 5],
  ['a version changed', createBackoff, 2, 10],
  ['a version changed', createBackoff, 3, 20],
  ['a version changed', createBackoff, 6, 100],
  ['a version changed', createBackoff, 64, 100],
  ['transactions conflicted', createConflictBackoff, 6, 160],
  ['transactions conflicted', createConflictBackoff, 13, 1_600],
])('where %s, %o waits after attempt %i a random part of %i ms', async (_, create, attempt, spanMs) => {
  for (const part of [0.2, 0.6, 1]) {
    const ended = vi.fn();
    const backoff = create(() => part)(attempt).then(ended);
    await vi.advanceTimersByTimeAsync(Math.floor(part * spanMs) - 1);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledOnce();
    await backoff;
  }
});
