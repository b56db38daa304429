import { expect, it } from 'vitest';
import { proveRotation } from './model/proof.ts';

it('no history of faults, races and hands leaves a consumer with a dead key only: 2,000 of them', async () => {
  const { runs, counterexample } = await proveRotation({ runs: 2000, seed: 20_270_131, shrinks: true });
  expect(counterexample).toBeUndefined();
  expect(runs).toBe(2000);
}, 120_000);
