import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BUILD_FOLDER } from './bundles.ts';

/** A comparison library that verifies a key in memory. */
export interface Peer {
  readonly name: string;
  /** Calls per sample. */
  readonly calls: number;
  readonly verify: () => Promise<unknown>;
}

const SOURCE = join(import.meta.dirname, 'peers');
const HOME = join(BUILD_FOLDER, 'peers');

/**
 * Installs the pinned comparison libraries in the folder of the benchmark: only the benchmark needs their 37 MB.
 *
 * @throws Error if npm cannot install them
 */
export async function loadPeers(): Promise<readonly Peer[]> {
  await cp(SOURCE, HOME, { recursive: true });
  const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  try {
    await promisify(execFile)('npm', npm, { cwd: HOME, timeout: 180_000 });
  } catch (cause) {
    throw new Error(
      `npm could not install the comparison libraries into ${HOME}. Check the network, or run: npm run bench -- --no-peers`,
      { cause },
    );
  }
  const { peers } = await import(pathToFileURL(join(HOME, 'verify.mjs')).href);
  return peers();
}
