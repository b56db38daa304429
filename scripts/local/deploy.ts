import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { ACCOUNT, REGION, rootEnvironment } from './environment.ts';
import { ROOT, type StateDirectory } from './state-directory.ts';
import type { Work } from './work.ts';

const STAGE = 'local';
const QUIET = ['--no-color', '--no-notices', '--no-version-reporting'];

/** Whether a build exists. The printed commands run its CLI. */
export function isBuilt({ root }: StateDirectory): boolean {
  return existsSync(join(root, 'dist/lib/cli/main.js'));
}

/** Bootstraps the emulator for CDK; builds and synthesizes the app in parallel. @throws Failure */
export async function prepare(work: Work, endpointUrl: string): Promise<void> {
  const both = await Promise.allSettled([bootstrap(work, endpointUrl), synthesize(work, endpointUrl)]);
  for (const each of both) if (each.status === 'rejected') throw each.reason;
}

/**
 * Deploys every stack of the cloud assembly, or only these, one after the other in their order.
 * @throws Failure
 */
export async function deploy(work: Work, endpointUrl: string, stacks?: readonly string[]): Promise<void> {
  if (!stacks) return deployStacks(work, endpointUrl, ['--all']);
  for (const stack of stacks) await deployStacks(work, endpointUrl, [stack, '--exclusively']);
}

async function deployStacks(work: Work, endpointUrl: string, stacks: readonly string[]): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    args: [
      ...['deploy', '--app', work.home.cloudAssembly, ...stacks, '--require-approval', 'never'],
      // The emulator ignores change sets in which only outputs differ.
      ...['--method', 'direct', ...QUIET],
    ],
    explain: (reason) =>
      `Deployment failed (${reason}). Output: ${work.home.log}. ` +
      'If a stack is stuck, delete the state: npm start -- --reset',
  });
}

/** Bootstraps the emulator for CDK. @throws Failure */
export async function bootstrap(work: Work, endpointUrl: string): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    args: ['bootstrap', `aws://${ACCOUNT}/${REGION}`, ...QUIET],
    explain: (reason) =>
      `CDK bootstrap of the emulator failed (${reason}). Output: ${work.home.log}. ` +
      'To delete the state: npm start -- --reset',
  });
}

async function synthesize(work: Work, endpointUrl: string): Promise<void> {
  await run(work, {
    ...cdk(work, endpointUrl),
    cwd: work.home.root,
    args: ['synth', '--quiet', ...contextOf(work), '--output', work.home.cloudAssembly, ...QUIET],
    explain: (reason) => `Build of the app failed (${reason}). Output: ${work.home.log}`,
  });
}

function contextOf({ profile }: Work): string[] {
  const context = [`stage=${STAGE}`, ...(profile === undefined ? [] : [`profile=${profile}`])];
  return context.flatMap((each) => ['--context', each]);
}

/** Outside the root of the repository, where each CDK command would build and synthesize the app first. */
function cdk({ home }: Work, endpointUrl: string) {
  const file = join(ROOT, 'node_modules/.bin/cdk');
  return { file, cwd: home.directory, env: rootEnvironment(home, endpointUrl) };
}
