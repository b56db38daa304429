import { expect, it } from 'vitest';
import { proveExactRates } from '../../../scripts/proof/limits/exact.ts';
import { proveLeasedRates } from '../../../scripts/proof/limits/leased.ts';
import { proveNoisyTenant } from '../../../scripts/proof/limits/noisy-tenant.ts';

it('admits no request above a rate from 64 clients at once with skewed clocks', async () => {
  const claims = await proveExactRates({ seeds: 20, requests: 20 });
  expect(claims).toHaveLength(3);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

it('admits no more than the formula of leases from up to 1,000 instances', async () => {
  const claims = await proveLeasedRates({ seeds: 10, requests: 3000 });
  expect(claims).toHaveLength(4);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

it('gives a tenant beside a noisy one the same latency and share', async () => {
  const claims = await proveNoisyTenant({ seconds: 1 });
  expect(claims).toHaveLength(4);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});
