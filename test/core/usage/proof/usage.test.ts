import { expect, it } from 'vitest';
import { proveCounts } from './counts.ts';
import { proveNoKeyTableWrites } from './key-table-writes.ts';
import { createMemoryRecorder } from './memory-recorder.ts';
import { proveReports } from './reports.ts';

it('counts a day of split, shuffled and repeated deliveries exactly, with bounded writes', async () => {
  const feeding = { recorder: createMemoryRecorder(), size: { decisions: 20_000, keys: 50 } };
  const claims = await proveCounts({ ...feeding, fromMs: Date.UTC(2027, 0, 31) });
  expect(claims).toHaveLength(8);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

it('writes usage neither to the key table nor to its indexes', async () => {
  expect(await proveNoKeyTableWrites(500)).toMatchObject({ holds: true });
});

it('reads a page of a report at the same cost in a small and in a large tenant', async () => {
  const claims = await proveReports([1_000, 5_000]);
  expect(claims).toHaveLength(5);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});
