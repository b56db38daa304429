import { expect, it } from 'vitest';
import { proveCounts } from '../../../scripts/proof/usage/counts.ts';
import { proveReports } from '../../../scripts/proof/usage/reports.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

it('a day of traffic is counted exactly, split, shuffled and repeated as it is delivered', async () => {
  const claims = await proveCounts(createMemoryUsageStore(), { decisions: 10_000, keys: 50 });
  expect(claims.length).toBeGreaterThan(3);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

it('a page of a report costs the same in a small tenant and in a large one', async () => {
  const claims = await proveReports([1_000, 20_000]);
  expect(claims).toHaveLength(3);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});
