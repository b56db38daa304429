import { constants, cpus, loadavg, setPriority, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { parseDecimal } from '../../lib/contracts/decimal.ts';
import { bundleAll, sizesOf } from './bundles.ts';
import { coldStarts } from './cold-start.ts';
import { heapGrowth } from './heap.ts';
import { hotPath } from './hot-path.ts';
import { keyListTimes } from './key-list.ts';
import { outcomeCosts } from './outcomes.ts';
import { loadPeers } from './peers.ts';
import { countReads } from './reads.ts';
import { counted, markdownOf, missed, type Table } from './report.ts';
import { TARGETS } from './targets.ts';

/** Measures all performance targets in one run of a few minutes. Other load on the machine distorts the results. */
const { values: options } = parseArgs({
  options: {
    /** Exclude the comparison libraries, which are installed on the first run. */
    'no-peers': { type: 'boolean', default: false },
    /** Number of rounds of each timed measurement. */
    rounds: { type: 'string', default: '30' },
  },
});
const rounds = parseDecimal(options.rounds);
if (!rounds || rounds > 200) {
  throw new RangeError(`Invalid --rounds '${options.rounds}'. Use 1 to 200.`);
}

/** Factor for the samples of measurements in microseconds. */
const SHORT = 30;

/** Writes to stderr, so that stdout contains only the report. */
function say(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
}

async function bundleSizes(): Promise<Table> {
  const { bytes, gzippedBytes } = await sizesOf('authorizer');
  const sdk = await sizesOf('default-sdk');
  return {
    title: 'Bundle',
    unit: 'bytes',
    rows: [
      counted('authorizer', bytes, TARGETS.bundleBytes),
      counted('authorizer, gzipped', gzippedBytes, TARGETS.bundleGzippedBytes),
      counted('default-sdk', sdk.bytes),
    ],
  };
}

function machine(): string {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim()}, ${memoryGb} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** Raises the priority if the user may do so, because other processes distort short measurements. */
function raisePriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    say('Cannot raise the process priority. Close other programs.');
  }
}

raisePriority();
const [load = 0] = loadavg();
say('bundles');
await bundleAll();
say('comparison libraries');
const peers = options['no-peers'] ? [] : await loadPeers();
const tables = [
  ...(await coldStarts(rounds, say)),
  await hotPath(peers, rounds * SHORT, say),
  await outcomeCosts(rounds * SHORT, say),
  await countReads(),
  await keyListTimes(rounds),
  await bundleSizes(),
  await heapGrowth(),
];
say('');
const today = new Date().toISOString().slice(0, 10);
process.stdout.write(
  `${today}, ${machine()}, ${rounds} rounds, load ${load.toFixed(1)} before\n\n${tables.map(markdownOf).join('\n')}\n`,
);
for (const line of missed(tables)) process.stdout.write(`missed: ${line}\n`);
