import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleLambdas } from '../build/bundle.ts';
import { Failure } from '../local/failure.ts';
import { visible } from '../local/progress.ts';
import { ROOT, stateDirectoryIn } from '../local/state-directory.ts';
import type { Work } from '../local/work.ts';
import { redeployProducts } from './deployments.ts';
import { idsOf, isChosen } from './judge.ts';
import { MUTATIONS, type Mutation } from './row-mutations.ts';
import { runTests } from './run-tests.ts';
import { type RunningProducts, startProducts } from './start.ts';

/** All that decides what is deployed and how it is tested. */
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
 * Breaks the product in one line for each row, in a copy of its sources, deploys that for real, and runs the row's tests.
 * @returns whether each row failed as it should
 */
export async function runMutations(rows: string, signal: AbortSignal): Promise<boolean> {
  const chosen = MUTATIONS.filter(({ row }) => isChosen(row, rows));
  const root = await copyOfSources();
  const work: Work = { home: stateDirectoryIn(root, root), signal, say: () => {} };
  try {
    await bundleLambdas(root);
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

interface Workshop {
  readonly root: string;
  readonly work: Work;
  readonly running: RunningProducts;
}

async function runEach(mutations: readonly Mutation[], workshop: Workshop): Promise<boolean> {
  const unnoticed: string[] = [];
  for (const mutation of mutations) {
    const noticed = await visible.step(`${mutation.row} ${mutation.file}`, () =>
      isNoticed(mutation, workshop),
    );
    process.stdout.write(`${mutation.row}  ${noticed ? 'fails, as it should' : 'STILL PASSES'}\n`);
    if (!noticed) unnoticed.push(mutation.row);
  }
  const kept = unnoticed.length > 0 ? `: ${unnoticed.join(', ')}` : '';
  process.stdout.write(`${mutations.length} mutations, ${unnoticed.length} not noticed${kept}\n`);
  return unnoticed.length === 0;
}

/** Whether the tests of its row fail under a mutation, and only while it is there. */
async function isNoticed(mutation: Mutation, { root, work, running }: Workshop): Promise<boolean> {
  const file = join(root, mutation.file);
  const sound = await readFile(file, 'utf8');
  await writeFile(file, applyMutation(sound, mutation));
  try {
    await bundleLambdas(root);
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
    await writeFile(file, sound);
  }
}

/** @throws Failure unless the line stands in the file exactly once */
export function applyMutation(text: string, { row, file, line, instead }: Mutation): string {
  const parts = text.split(line);
  if (parts.length === 2) return parts.join(instead);
  throw new Failure(
    `the mutation of ${row} needs '${line}' once in ${file}, where it stands ${parts.length - 1} times`,
  );
}

async function copyOfSources(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'postern-mutation-'));
  for (const each of COPIED) await cp(join(ROOT, each), join(root, each), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}
