import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assertAuthorizerBudget } from './budget.ts';
import { bundleLambdas } from './bundle.ts';
import { buildCommonJs } from './commonjs.ts';
import { buildDashboard } from './dashboard.ts';
import { hashInputs } from './inputs.ts';

const root = join(import.meta.dirname, '../..');

/** Emits the library and the CLI as JavaScript with declarations. The compiler prints its errors. */
async function compile(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '--project', join(root, 'tsconfig.build.json')];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exit(1);
}

async function build(): Promise<void> {
  await Promise.all(
    ['bin', 'lib'].map((folder) => rm(join(root, 'dist', folder), { recursive: true, force: true })),
  );
  await Promise.all([bundleLambdas(root), compile().then(() => buildCommonJs(root)), buildDashboard(root)]);
  await assertAuthorizerBudget(root);
}

/** The hash of the inputs of the last complete build. */
const stamp = join(root, 'dist/inputs.sha256');

async function isBuilt(inputs: string): Promise<boolean> {
  return existsSync(stamp) && (await readFile(stamp, 'utf8')) === inputs;
}

const { values } = parseArgs({ options: { 'if-changed': { type: 'boolean', default: false } } });
const inputs = await hashInputs(root);
if (!values['if-changed'] || !(await isBuilt(inputs))) {
  await rm(stamp, { force: true });
  await build();
  await writeFile(stamp, inputs);
}
