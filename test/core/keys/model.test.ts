import { expect, it } from 'vitest';
import { proveKeys } from './model/proof.ts';

it('keeps keys, owners, tenants, sessions and audit events as documented, in 60 sequences with races and faults', async () => {
  const { runs, counterexample } = await proveKeys({ runs: 60, seed: 20_270_131, shrinks: true });
  expect(counterexample).toBeUndefined();
  expect(runs).toBe(60);
}, 120_000);
