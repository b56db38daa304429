import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** SDK modules that no function bundles, with their replacements. */
export const REPLACED_MODULES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': 'lambdas/environment-credential-provider.ts',
};

export const FAULTY_ROTATION = 'dist/faulty/rotate-key/index.mjs';

/** Bundles every Lambda of `lambdas/` into `dist/lambdas/<name>/index.mjs`, one minified ES module each. */
export async function bundleLambdas(root: string): Promise<void> {
  const names = await foldersOf(join(root, 'lambdas'));
  await Promise.all([...names.map((name) => bundleLambda(root, name)), bundleFaulty(root)]);
  // Deletes old bundles last, so that a parallel synth finds its bundles.
  const bundled = await foldersOf(join(root, 'dist/lambdas'));
  const obsolete = bundled.filter((name) => !names.includes(name));
  await Promise.all(obsolete.map((name) => rm(join(root, 'dist/lambdas', name), { recursive: true })));
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function bundleLambda(root: string, name: string): Promise<void> {
  const entryPoint = join('lambdas', name, 'index.ts');
  const outfile = join('dist/lambdas', name, 'index.mjs');
  return bundleFunction({ root, entryPoint, outfile, replaced: REPLACED_MODULES });
}

/** Bundles the rotation function with fault injection for tests, outside of the deployed and published folders. */
function bundleFaulty(root: string): Promise<void> {
  const entryPoint = 'lambdas/rotate-key/fault-injection/index.ts';
  return bundleFunction({ root, entryPoint, outfile: FAULTY_ROTATION, replaced: REPLACED_MODULES });
}

export interface FunctionBundle {
  readonly root: string;
  /** Relative to the root, like all paths here. */
  readonly entryPoint: string;
  readonly outfile: string;
  /** Modules and the files that replace them. */
  readonly replaced: Readonly<Record<string, string>>;
}

/** Bundles one function with the settings of all Lambda functions. */
export async function bundleFunction({ root, entryPoint, outfile, replaced }: FunctionBundle): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Otherwise esbuild uses the CommonJS builds of the SDK, which fail with: Dynamic require of "node:https".
    mainFields: ['module', 'main'],
    // Separate files for reading stack traces, not loaded at run time: loading takes 18 % of the start.
    sourcemap: 'external',
    alias: Object.fromEntries(Object.entries(replaced).map(([module, file]) => [module, join(root, file)])),
    logLevel: 'warning',
  });
}
