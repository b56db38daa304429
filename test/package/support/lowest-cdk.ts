import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOWEST_CDK_VERSION } from '../../../lib/constructs/cdk-version.ts';
import { run } from './run.ts';

/** The oldest version that the oldest aws-cdk-lib and Postern support. */
const LOWEST_CONSTRUCTS_VERSION = '10.0.0';
const PLACE = join(import.meta.dirname, '../../../.postern', `aws-cdk-lib-${LOWEST_CDK_VERSION}`);

/**
 * Installs the oldest allowed peer dependencies once, and returns their `node_modules`. They are not development
 * dependencies, because 120 MB would slow down `npm ci`.
 */
export async function installLowestCdk(): Promise<string> {
  const stamp = join(PLACE, 'complete');
  if (!existsSync(stamp)) {
    await rm(PLACE, { recursive: true, force: true });
    await mkdir(PLACE, { recursive: true });
    await writeFile(join(PLACE, 'package.json'), '{}');
    const peers = [`aws-cdk-lib@${LOWEST_CDK_VERSION}`, `constructs@${LOWEST_CONSTRUCTS_VERSION}`];
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...peers], { cwd: PLACE });
    await writeFile(stamp, '');
  }
  return join(PLACE, 'node_modules');
}
