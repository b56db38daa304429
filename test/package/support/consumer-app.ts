import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import * as z from 'zod';
import { run } from './run.ts';

const NODE_MODULES = join(import.meta.dirname, '../../../node_modules');
const APPS = join(import.meta.dirname, '../apps');

/** The dependencies of an app besides the package. */
const OWN_PACKAGES = ['typescript', 'tsx', '@types/node'];
const COMMANDS = ['tsc', 'tsx'];
const PEERS = ['aws-cdk-lib', 'constructs'];

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

const directory = await mkdtemp(join(tmpdir(), 'postern-app-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The folder of a new, empty app. It is removed with the test file that created it. */
export async function newFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(directory, 'in-')), 'my-app');
  await mkdir(folder);
  return folder;
}

/**
 * Installs the packed package in an app: with its declared dependencies and peer dependencies only.
 * @param others further packages of the app
 */
export async function installPackage(
  folder: string,
  peers: string,
  others: readonly string[] = [],
): Promise<void> {
  const modules = join(folder, 'node_modules');
  await cp(inject('packedPackage'), join(modules, 'postern'), { recursive: true });
  const { dependencies } = manifest.parse(
    JSON.parse(await readFile(join(modules, 'postern/package.json'), 'utf8')),
  );
  const names = [...Object.keys(dependencies), ...OWN_PACKAGES, ...others];
  for (const name of names) await link(NODE_MODULES, modules, name);
  for (const name of PEERS) await link(peers, modules, name);
  for (const name of COMMANDS) await link(join(NODE_MODULES, '.bin'), join(modules, '.bin'), name);
}

/** A compiled service with the installed package, without the CDK. `files` are in `test/package/apps`. */
export async function compiledService(
  type: string,
  files: readonly string[],
  { skipLibCheck = true } = {},
): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
  await installPackage(folder, inject('peers').pinned);
  for (const peer of PEERS) await rm(join(folder, 'node_modules', peer));
  await addFiles(folder, [...files, 'tsconfig.json']);
  await run('node_modules/.bin/tsc', ['--skipLibCheck', String(skipLibCheck)], { cwd: folder });
  return folder;
}

/** Copies files of `test/package/apps` into a folder. */
export async function addFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await cp(join(APPS, name), join(folder, name));
}

async function link(from: string, to: string, name: string): Promise<void> {
  const target = join(to, name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(from, name), target);
}
