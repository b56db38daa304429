import { expect, it } from 'vitest';
import { proveExactRates } from '../../../scripts/proof/limits/exact.ts';

it('admits no request above a rate from 64 clients at once with skewed clocks', async () => {
  const claims = await proveExactRates({ seeds: 20, requests: 20 });
  expect(claims).toHaveLength(3);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});
