import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onInterrupt } from '../local/exit.ts';
import { ROOT } from '../local/state-directory.ts';
import { conformanceDocument } from './document.ts';
import { isChosen, judge } from './judge.ts';
import { runMutations } from './mutations.ts';
import { lines } from './report.ts';
import { ROWS } from './rows.ts';
import { runTests } from './run-tests.ts';

const DOCUMENT = join(ROOT, 'docs/conformance.md');

const { values } = parseArgs({
  options: {
    /** Apply one mutation per passing row and check that the row fails. */
    mutations: { type: 'boolean', default: false },
    /** Prefixes of row IDs, comma-separated, for example `MI` or `MI-07,MK-08` (default: all rows). */
    rows: { type: 'string', default: '' },
  },
});
const { signal } = onInterrupt();

async function conformance(): Promise<boolean> {
  const results = judge(ROWS, await runTests({ root: ROOT, shown: true, signal }));
  process.stdout.write(lines(results.filter(({ id }) => isChosen(id, values.rows))));
  await writeFile(DOCUMENT, conformanceDocument(results));
  return results.every(({ status }) => status !== 'fail');
}

const isPassing = values.mutations ? await runMutations(values.rows, signal) : await conformance();
process.exitCode = isPassing ? 0 : 1;
