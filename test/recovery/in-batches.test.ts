import { expect, it } from 'vitest';
import { inBatches } from '../../lib/recovery/in-batches.ts';

async function* numbers(count: number) {
  for (let number = 0; number < count; number += 1) yield number;
}

it('uses each item once, and reports the count of all items so far', async () => {
  const [used, reported]: [number[], string[]] = [[], []];
  const onProgress = async (step: string, count: number) => void reported.push(`${count} ${step}`);
  const { signal: interruption } = new AbortController();
  await inBatches({ interruption, onProgress }, 'items', numbers(35), async (each) => void used.push(each));
  expect(used).toEqual(Array.from({ length: 35 }, (_, number) => number));
  expect(reported).toEqual(['16 items', '32 items', '35 items']);
});

it('stops before the batch that follows an interruption', async () => {
  const used: number[] = [];
  const controller = new AbortController();
  const run = { interruption: controller.signal, onProgress: async () => controller.abort() };
  const running = inBatches(run, 'items', numbers(35), async (each) => void used.push(each));
  await expect(running).rejects.toThrow();
  expect(used).toHaveLength(16);
});
