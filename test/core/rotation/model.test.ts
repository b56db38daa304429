import { expect, it } from 'vitest';
import { proveRotation } from './model/proof.ts';

/** `npm run proof:rotation` runs more histories. */
const RUNS = 400;

it('always serves every consumer an accepted value in 400 histories of faults, races and manual changes', async () => {
  const { runs, counterexample } = await proveRotation({ runs: RUNS, seed: 20_270_131, shrinks: true });
  expect(counterexample).toBeUndefined();
  expect(runs).toBe(RUNS);
}, 120_000);
