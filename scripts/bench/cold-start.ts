import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { encodeKey } from '../../lib/adapters/dynamodb/key-item.ts';
import { accessVariables, httpResponse } from '../../lib/contracts/environment/access.ts';
import { ACCESS_SETTINGS } from '../samples/access-settings.ts';
import { httpEvent } from '../samples/authorizer-events.ts';
import { issuedKey } from '../samples/issued-key.ts';
import { type Bundle, bundleFile } from './bundles.ts';
import { makeCertificate } from './certificate.ts';
import { type CpuShare, cpuShareOf256Mb, SHARE_OF_256_MB } from './cpu-share.ts';
import type { Row, Table } from './report.ts';
import { interleave, numbersOf, ratios, type Samples, summarize } from './samples.ts';
import { startTableStub, type TableStub } from './table-stub.ts';
import { TARGETS } from './targets.ts';

/** Durations of one start in milliseconds. INIT is measured from the start of the process. */
export interface ColdStart {
  readonly initMs: number;
  readonly firstMs: number;
  /** CPU time of the first call, all threads together. */
  readonly firstCpuMs: number;
  readonly allowed: boolean;
}

const FLOOR = 'noop';
const FUNCTIONS = [FLOOR, 'no-prewarm', 'authorizer', 'default-sdk'] as const satisfies Bundle[];

/** Measures new starts of each function per round, against a table on loopback. */
export async function coldStarts(rounds: number, say: (text: string) => void): Promise<Table[]> {
  const { key, value } = issuedKey();
  const item = encodeKey(key);
  const certificate = await makeCertificate();
  await using stub = await startTableStub(new Map([[item.pk?.S ?? '', item]]), { certificate });
  await using share = await cpuShareOf256Mb();
  const event = JSON.stringify(httpEvent({ headers: [['Authorization', `Bearer ${value}`]] }));
  const environment = childEnvironment(stub, event, share);

  const candidates = FUNCTIONS.map((name) => ({ name, sample: () => startOnce(name, environment) }));
  const starts = await interleave(candidates, rounds, (round) => say(`cold starts ${round}/${rounds}`));
  const loads = numbersOf(starts, ({ initMs }) => initMs);
  const totals = numbersOf(starts, (start) => start.initMs + firstAt256Mb(start, share));
  return [
    loadTable(loads),
    firstVerdictTable(
      totals,
      `${share.how}, over ${certificate ? 'TLS' : 'plain HTTP because openssl is missing'}`,
    ),
  ];
}

/** The environment that Lambda would give, and what the child is to do. */
function childEnvironment(stub: TableStub, event: string, { joinFile }: CpuShare): NodeJS.ProcessEnv {
  return {
    ...accessVariables.write(ACCESS_SETTINGS),
    ...httpResponse.write('simple'),
    ...stub.environment,
    BENCH_EVENT: event,
    BENCH_JOIN_FILE: joinFile,
  };
}

async function startOnce(name: Bundle, environment: NodeJS.ProcessEnv): Promise<ColdStart> {
  const env = { ...environment, BENCH_FUNCTION: pathToFileURL(bundleFile(name)).href };
  const child = [bundleFile('cold-start-child')];
  const { stdout } = await promisify(execFile)(process.execPath, child, { env, timeout: 30_000 });
  const start: ColdStart = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  if (!start.allowed) throw new Error(`Invalid measurement: '${name}' denied the benchmark key`);
  return start;
}

function firstAt256Mb({ firstMs, firstCpuMs }: ColdStart, { joinFile }: CpuShare): number {
  return joinFile ? firstMs : firstMs + firstCpuMs * (1 / SHARE_OF_256_MB - 1);
}

function loadTable(loads: Samples): Table {
  const row = (name: Bundle, bar?: number): Row => ({ name, bar, ...summarize(ratios(loads, name, FLOOR)) });
  return {
    title: 'Load, on a full CPU',
    unit: '× an empty function',
    rows: [row('no-prewarm', TARGETS.load), row('authorizer'), row('default-sdk')],
  };
}

function firstVerdictTable(totals: Samples, how: string): Table {
  const row = (name: Bundle, bar?: number): Row => ({ name, bar, ...summarize(ratios(totals, name, FLOOR)) });
  const besideSdk = summarize(ratios(totals, 'authorizer', 'default-sdk'));
  return {
    title: `INIT and first verdict at 256 MB, by ${how}`,
    unit: '× an empty function',
    rows: [
      row('authorizer', TARGETS.firstVerdict),
      { name: 'authorizer ÷ default-sdk', bar: TARGETS.firstVerdictBesideSdk, ...besideSdk },
      row('no-prewarm'),
      row('default-sdk'),
    ],
  };
}
