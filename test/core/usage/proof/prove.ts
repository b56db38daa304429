import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseDecimal } from '../../../../lib/contracts/decimal.ts';
import { LOCAL_DEPLOYMENT_FILE, localDeployment } from '../../../../lib/contracts/local-deployment.ts';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import type { Claim } from '../../../../scripts/proof/claim.ts';
import { proveCounts } from './counts.ts';
import { createDeployedRecorder } from './deployed-recorder.ts';
import { proveNoKeyTableWrites } from './key-table-writes.ts';
import { createMemoryRecorder } from './memory-recorder.ts';
import { proveReports } from './reports.ts';

const USAGE = `npm run proof:usage -- [--decisions 1000000] [--keys 1000] [--deployed]
--deployed sends the decisions only to record-usage of the local deployment (npm start); use fewer decisions`;

/** 2027-01-31, midnight UTC. */
const A_DAY_MS = Date.UTC(2027, 0, 31);
/** Usage of this many keys of one tenant must not write to the key table. */
const KEYS_OF_ONE_TENANT = 300_000;
/** Reports of tenants with these numbers of keys must cost the same. */
const TENANT_SIZES = [1_000, 1_000_000];

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000000' },
    keys: { type: 'string', default: '1000' },
    deployed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const size = { decisions: count(values.decisions), keys: count(values.keys) };
  if (values.deployed) {
    const deployment = localDeployment.parse(JSON.parse(await readFile(LOCAL_DEPLOYMENT_FILE, 'utf8')));
    const recorder = await createDeployedRecorder(deployment);
    print(await proveCounts({ recorder, size, fromMs: Date.now() - MS_PER_DAY }));
  } else {
    print(await proveCounts({ recorder: createMemoryRecorder(), size, fromMs: A_DAY_MS }));
    print([await proveNoKeyTableWrites(KEYS_OF_ONE_TENANT)]);
    print(await proveReports(TENANT_SIZES));
  }
}

function print(claims: readonly Claim[]): void {
  for (const { holds, what } of claims) process.stdout.write(`${holds ? 'holds ' : 'FAILS '} ${what}\n`);
  if (claims.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** @throws RangeError unless the text is a positive integer */
function count(text: string): number {
  const number = parseDecimal(text);
  if (!number) throw new RangeError(`'${text}' is not a positive integer; usage: ${USAGE}`);
  return number;
}
