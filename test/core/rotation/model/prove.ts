import { parseArgs } from 'node:util';
import { parseDecimal } from '../../../../lib/contracts/decimal.ts';
import { proveRotation } from './proof.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    unshrunk: { type: 'boolean', default: false },
  },
});
const [runs, seed] = [parseDecimal(values.runs), parseDecimal(values.seed)];
if (!runs || seed === undefined) {
  process.stderr.write('usage: npm run proof:rotation -- --runs <1, 2, …> --seed <0, 1, …> [--unshrunk]\n');
  process.exit(2);
}
const startedMs = performance.now();
const { counterexample, ...found } = await proveRotation({ runs, seed, shrinks: !values.unshrunk });
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
process.stdout.write(
  `${found.runs} runs (seed ${seed}), ${found.faults} faults injected, ${found.states} states visited, ` +
    `${counterexample ? 1 : 0} violations, ${seconds} s\n`,
);
if (counterexample) {
  process.stderr.write(`${counterexample}\n`);
  process.exitCode = 1;
}
