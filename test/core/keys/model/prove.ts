import { parseArgs } from 'node:util';
import { parseDecimal } from '../../../../lib/contracts/decimal.ts';
import { proveKeys } from './proof.ts';
import { proveMutations } from './prove-mutations.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    unshrunk: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
  },
});
const [runs, seed] = [parseDecimal(values.runs), parseDecimal(values.seed)];
if (!runs || seed === undefined) {
  process.stderr.write(
    'usage: npm run proof:keys -- --runs <1, 2, …> --seed <0, 1, …> [--unshrunk | --mutations]\n',
  );
  process.exit(2);
}
const startedMs = performance.now();
if (values.mutations) {
  const survivors = await proveMutations({ runs, seed }, (line) => process.stdout.write(line));
  process.stdout.write(`${survivors.length} mutations survived, ${secondsSince(startedMs)} s\n`);
  process.exitCode = survivors.length > 0 ? 1 : 0;
} else {
  const { counterexample, ...found } = await proveKeys({ runs, seed, shrinks: !values.unshrunk });
  process.stdout.write(
    `${found.runs} sequences (seed ${seed}), ${found.commands} commands, ${found.interleavings} interleavings, ` +
      `${found.faults} faults, ${counterexample ? 1 : 0} divergences, ${secondsSince(startedMs)} s\n`,
  );
  if (counterexample) {
    process.stderr.write(`${counterexample}\n`);
    process.exitCode = 1;
  }
}

function secondsSince(fromMs: number): string {
  return ((performance.now() - fromMs) / 1000).toFixed(1);
}
