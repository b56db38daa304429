import { expect, it } from 'vitest';
import { proveRotation } from './model/proof.ts';

/** `npm run proof:rotation` has more. */
const RUNS = 400;

it('no history of faults, races and hands leaves a consumer with a dead key only: 400 of them', async () => {
  const { runs, counterexample } = await proveRotation({ runs: RUNS, seed: 20_270_131, shrinks: true });
  expect(counterexample).toBeUndefined();
  expect(runs).toBe(RUNS);
}, 120_000);
