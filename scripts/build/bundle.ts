import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const AUTHORIZER = 'authorizer';

/** Stands in for the SDK's credential chain, which a Lambda never needs: its credentials are in the environment. */
const CREDENTIAL_CHAIN = '@aws-sdk/credential-provider-node';

/** Bundles every Lambda of `lambdas/` into `dist/lambdas/<name>/index.mjs`, one minified ES module each. */
export async function bundleLambdas(root: string): Promise<void> {
  await rm(join(root, 'dist/lambdas'), { recursive: true, force: true });
  const entries = await readdir(join(root, 'lambdas'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  await Promise.all(names.map((name) => bundleLambda(root, name)));
}

async function bundleLambda(root: string, name: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [join('lambdas', name, 'index.ts')],
    outfile: join('dist/lambdas', name, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Without it the SDK's CommonJS builds are taken and the bundle dies with: Dynamic require of "node:https".
    mainFields: ['module', 'main'],
    // Kept beside the bundle for reading stack traces, not loaded: loading costs 18 % of the start.
    sourcemap: 'external',
    alias:
      name === AUTHORIZER
        ? { [CREDENTIAL_CHAIN]: join(root, 'lambdas/authorizer/no-credential-chain.ts') }
        : {},
    logLevel: 'warning',
  });
}
