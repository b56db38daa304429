import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import * as z from 'zod';

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
 * @param beside what the app has of its own
 */
export async function installPackage(
  folder: string,
  peers: string,
  beside: readonly string[] = [],
): Promise<void> {
  const modules = join(folder, 'node_modules');
  await cp(inject('packedPackage'), join(modules, 'postern'), { recursive: true });
  const { dependencies } = manifest.parse(
    JSON.parse(await readFile(join(modules, 'postern/package.json'), 'utf8')),
  );
  const names = [...Object.keys(dependencies), ...OWN_PACKAGES, ...beside];
  for (const name of names) await link(NODE_MODULES, modules, name);
  for (const name of PEERS) await link(peers, modules, name);
  for (const name of COMMANDS) await link(join(NODE_MODULES, '.bin'), join(modules, '.bin'), name);
}

/** Copies files of `test/package/apps` into a folder. */
export async function addFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await cp(join(APPS, name), join(folder, name));
}

async function link(from: string, to: string, name: string): Promise<void> {
  const place = join(to, name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(from, name), place);
}
