import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunction, REPLACED_MODULES } from '../build/bundle.ts';

const root = join(import.meta.dirname, '../..');
/** Nothing that the bench makes is kept anywhere else. */
export const BUILD_FOLDER = join(root, '.postern/bench');

const ENTRY_POINTS = {
  noop: 'scripts/bench/functions/noop.ts',
  'no-prewarm': 'scripts/bench/functions/no-prewarm.ts',
  'default-sdk': 'scripts/bench/functions/default-sdk.ts',
  authorizer: 'lambdas/authorizer/index.ts',
  'cold-start-child': 'scripts/bench/cold-start-child.ts',
} as const;

export type Bundle = keyof typeof ENTRY_POINTS;

/** Bundles the deployed authorizer and the functions to compare it with. */
export async function bundleAll(): Promise<void> {
  const bundles = Object.entries(ENTRY_POINTS).map(([name, entryPoint]) => {
    const replaced = name === 'default-sdk' ? {} : REPLACED_MODULES;
    return bundleFunction({ root, entryPoint, outfile: join('.postern/bench', `${name}.mjs`), replaced });
  });
  await Promise.all(bundles);
}

export function bundleFile(name: Bundle): string {
  return join(BUILD_FOLDER, `${name}.mjs`);
}

export async function sizesOf(name: Bundle): Promise<{ bytes: number; gzippedBytes: number }> {
  const bundle = await readFile(bundleFile(name));
  return { bytes: bundle.length, gzippedBytes: gzipSync(bundle).length };
}
