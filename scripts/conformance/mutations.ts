import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleLambdas } from '../build/bundle.ts';
import { buildDashboard } from '../build/dashboard.ts';
import { Failure } from '../local/failure.ts';
import { visible } from '../local/progress.ts';
import { ROOT, stateDirectoryIn } from '../local/state-directory.ts';
import type { Work } from '../local/work.ts';
import { redeployProducts } from './deployments.ts';
import { idsOf, isChosen } from './judge.ts';
import { MUTATIONS, type Mutation } from './row-mutations.ts';
import { runTests } from './run-tests.ts';
import { type RunningProducts, startProducts } from './start.ts';

/** The sources of the dashboard, which has a build of its own. */
const DASHBOARD = 'lib/dashboard/';

/** The files that the deployment and its tests need. */
const COPIED = [
  'bin',
  'lib',
  'lambdas',
  'scripts',
  'test',
  'package.json',
  'cdk.json',
  'tsconfig.json',
  'vitest.config.ts',
];

/**
 * Applies each mutation to a copy of the sources, deploys the copy and runs the tests of the row.
 * @returns whether each mutation failed its row
 */
export async function runMutations(rows: string, signal: AbortSignal): Promise<boolean> {
  const chosen = MUTATIONS.filter(({ row }) => isChosen(row, rows));
  const root = await copyOfSources();
  const work: Work = { home: stateDirectoryIn(root, root), signal, say: () => {} };
  try {
    await Promise.all([bundleLambdas(root), buildDashboard(root)]);
    const running = await visible.step('Deploy the products', () => startProducts(work));
    try {
      return await runEach(chosen, { root, work, running });
    } finally {
      await running.emulator.stop();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

interface MutationRun {
  readonly root: string;
  readonly work: Work;
  readonly running: RunningProducts;
}

async function runEach(mutations: readonly Mutation[], mutationRun: MutationRun): Promise<boolean> {
  const undetected: string[] = [];
  for (const mutation of mutations) {
    const isFailing = await visible.step(`${mutation.row} ${mutation.file}`, () =>
      isDetected(mutation, mutationRun),
    );
    process.stdout.write(`${mutation.row}  ${isFailing ? 'fails as expected' : 'STILL PASSES'}\n`);
    if (!isFailing) undetected.push(mutation.row);
  }
  const rows = undetected.length > 0 ? `: ${undetected.join(', ')}` : '';
  process.stdout.write(`${mutations.length} mutations, ${undetected.length} not detected${rows}\n`);
  return undetected.length === 0;
}

/** Whether a test of the row fails while the mutation is applied. */
async function isDetected(mutation: Mutation, { root, work, running }: MutationRun): Promise<boolean> {
  const file = join(root, mutation.file);
  const original = await readFile(file, 'utf8');
  const isDashboard = mutation.file.startsWith(DASHBOARD);
  await writeFile(file, applyMutation(original, mutation));
  try {
    await Promise.all([bundleLambdas(root), isDashboard && buildDashboard(root)]);
    await redeployProducts(work, running.emulator.endpointUrl);
    const only = `${mutation.row} `;
    const tests = await runTests({
      root,
      only,
      products: running.products,
      shown: false,
      signal: work.signal,
    });
    const own = tests.filter(({ title }) => idsOf(title).includes(mutation.row));
    return own.some(({ passed }) => !passed);
  } finally {
    await writeFile(file, original);
    if (isDashboard) await buildDashboard(root);
  }
}

/** @throws Failure unless the line occurs in the file exactly once */
export function applyMutation(text: string, { row, file, line, instead }: Mutation): string {
  const parts = text.split(line);
  if (parts.length === 2) return parts.join(instead);
  throw new Failure(
    `The mutation of ${row} requires '${line}' exactly once in ${file}, but it occurs ${parts.length - 1} times`,
  );
}

async function copyOfSources(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'postern-mutation-'));
  for (const each of COPIED) await cp(join(ROOT, each), join(root, each), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}
