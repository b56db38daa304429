import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertAuthorizerBudget } from './budget.ts';
import { bundleLambdas } from './bundle.ts';
import { buildCommonJs } from './commonjs.ts';
import { buildDashboard } from './dashboard.ts';

const root = join(import.meta.dirname, '../..');

/** Emits the library and the CLI as JavaScript with declarations. The compiler prints its errors. */
async function compile(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '--project', join(root, 'tsconfig.build.json')];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exit(1);
}

await Promise.all(
  ['bin', 'lib'].map((folder) => rm(join(root, 'dist', folder), { recursive: true, force: true })),
);
await Promise.all([bundleLambdas(root), compile().then(() => buildCommonJs(root)), buildDashboard(root)]);
await assertAuthorizerBudget(root);
