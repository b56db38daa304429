import { expect, it } from 'vitest';
import { countReads } from '../../../scripts/bench/reads.ts';

it('a decision stays within the allowed reads and writes nothing, with the real client', async () => {
  const { rows } = await countReads();
  expect(rows.map(({ name, median }) => [name, median])).toEqual([
    ['reads, unbound key', 1],
    ['reads, bound key', 2],
    ['round trips, bound key', 1],
    ['calls other than reads', 0],
  ]);
});
