import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VERSION } from '../../lib/contracts/version.ts';
import { COMPILER_SETTINGS, COMPILERS, type CompilerSetting, compilerOptions } from './package/compilers.ts';
import { pinned } from './package/pinned.ts';
import { RUNNERS } from './package/runners.ts';

const ROOT = join(import.meta.dirname, '../..');
const APPS = join(ROOT, 'test/package/apps');
const FOLDER = join(ROOT, '.postern/proof-package');
const OWN_PACKAGES = [pinned('aws-cdk-lib'), pinned('constructs'), '@types/node@24', '@jest/globals@30'];
const ENV = { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: join(FOLDER, 'cdk.out') };

const exec = promisify(execFile);

/** Installs the packed package, the compilers and the runners from the registry. */
async function install(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await rm(join(FOLDER, 'node_modules/postern'), { recursive: true, force: true });
  await rm(join(FOLDER, 'package-lock.json'), { force: true });
  await writeFile(join(FOLDER, 'package.json'), '{}');
  await exec('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', FOLDER], { cwd: ROOT });
  const compilers = COMPILERS.map(({ alias, version }) => `${alias}@npm:typescript@${version}`);
  const packages = [
    `./postern-${VERSION}.tgz`,
    ...OWN_PACKAGES,
    ...compilers,
    ...RUNNERS.flatMap((each) => each.packages),
  ];
  await exec('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', ...packages], {
    cwd: FOLDER,
    maxBuffer: 1e8,
  });
}

/** An app of the test folder, as CommonJS or as ES modules. Its imports name the emitted files, or have no extension. */
async function createApp(
  name: string,
  type: 'commonjs' | 'module',
  extension: '.js' | '' = '.js',
): Promise<string> {
  const app = join(FOLDER, 'apps', name);
  await rm(app, { recursive: true, force: true });
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), JSON.stringify({ type }));
  for (const file of ['apis-stack.ts', 'classic-app.ts']) {
    const source = await readFile(join(APPS, file), 'utf8');
    await writeFile(join(app, file), source.replaceAll(/(from '\.\/.*)\.js'/g, `$1${extension}'`));
  }
  return app;
}

/** Compiles the app, and runs the result unless the setting is for bundlers. */
async function tryCompiler(setting: CompilerSetting): Promise<void> {
  const app = await createApp(setting.title.replaceAll(/\W+/g, '-'), setting.type);
  await writeFile(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: compilerOptions(setting), files: ['classic-app.ts'] }),
  );
  const tsc = join(FOLDER, 'node_modules', setting.compiler.alias, 'bin/tsc');
  await exec(process.execPath, [tsc], { cwd: app });
  if (setting.runs) await exec(process.execPath, ['classic-app.js'], { cwd: app, env: ENV });
}

let failures = 0;

async function report(title: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
    process.stdout.write(`passed  ${title}\n`);
  } catch (error) {
    failures += 1;
    const output = error instanceof Error && 'stdout' in error ? error.stdout : '';
    process.stdout.write(`FAILED  ${title}\n${error}\n${output}\n`);
  }
}

await install();
for (const setting of COMPILER_SETTINGS) await report(setting.title, () => tryCompiler(setting));
for (const runner of RUNNERS)
  await report(runner.title, async () => {
    const app = await createApp(runner.title.replaceAll(/\W+/g, '-'), 'commonjs', '');
    await writeFile(join(app, runner.test.name), runner.test.source);
    await writeFile(join(app, 'tsconfig.json'), JSON.stringify(runner.tsconfig));
    for (const [name, text] of Object.entries(runner.files)) await writeFile(join(app, name), text);
    const [command, ...args] = runner.command;
    await exec(process.execPath, [join(FOLDER, 'node_modules', command), ...args], { cwd: app, env: ENV });
  });
process.stdout.write(`${failures} failed\n`);
process.exitCode = failures > 0 ? 1 : 0;
