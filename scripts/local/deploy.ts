import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { ACCOUNT, REGION, rootEnvironment } from './environment.ts';
import { ROOT, type StateDirectory } from './state-directory.ts';
import type { Work } from './work.ts';

const STAGE = 'local';
const QUIET = ['--no-color', '--no-notices', '--no-version-reporting'];

/** Whether there is a build at all; its CLI is what the person is told to run. */
export function isBuilt({ root }: StateDirectory): boolean {
  return existsSync(join(root, 'dist/lib/cli/main.js'));
}

/** Prepares the emulator for CDK, and builds and synthesizes the app meanwhile. @throws Failure */
export async function prepare(work: Work, endpointUrl: string): Promise<void> {
  const both = await Promise.allSettled([bootstrap(work, endpointUrl), synthesize(work, endpointUrl)]);
  for (const each of both) if (each.status === 'rejected') throw each.reason;
}

/** Deploys every stack of the home's cloud assembly. @throws Failure */
export async function deploy(work: Work, endpointUrl: string): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    args: [
      ...['deploy', '--app', work.home.cloudAssembly, '--all', '--require-approval', 'never'],
      // A change set in which only outputs differ counts as no change on the emulator.
      ...['--method', 'direct', ...QUIET],
    ],
    explain: (reason) =>
      `the deployment failed (${reason}); all it said is in ${work.home.log}; ` +
      'where a stack is stuck, throw the state away: npm start -- --reset',
  });
}

/** Prepares the emulator for CDK. @throws Failure */
export async function bootstrap(work: Work, endpointUrl: string): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    args: ['bootstrap', `aws://${ACCOUNT}/${REGION}`, ...QUIET],
    explain: (reason) =>
      `the emulator can't be prepared for CDK (${reason}); all it said is in ${work.home.log}; ` +
      'to throw the state away: npm start -- --reset',
  });
}

async function synthesize(work: Work, endpointUrl: string): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    cwd: work.home.root,
    args: ['synth', '--quiet', ...contextOf(work), '--output', work.home.cloudAssembly, ...QUIET],
    explain: (reason) => `the app can't be built (${reason}); all it said is in ${work.home.log}`,
  });
}

function contextOf({ profile }: Work): string[] {
  const context = [`stage=${STAGE}`, ...(profile === undefined ? [] : [`profile=${profile}`])];
  return context.flatMap((each) => ['--context', each]);
}

/** Away from the repository's root, where every command of the CLI would build and synthesize the app first. */
function cdk({ home }: Work, endpointUrl: string) {
  const file = join(ROOT, 'node_modules/.bin/cdk');
  return { file, cwd: home.directory, env: rootEnvironment(home, endpointUrl) };
}
