import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { LocalDeployment } from '../../../lib/contracts/local-deployment.ts';
import { bringUp } from '../../../scripts/local/bring-up.ts';
import { ignoreAwsSettings } from '../../../scripts/local/environment.ts';
import { onInterrupt } from '../../../scripts/local/exit.ts';
import { freePort } from '../../../scripts/local/port.ts';
import { silent } from '../../../scripts/local/progress.ts';
import { stateDirectoryIn } from '../../../scripts/local/state-directory.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The deployment that all end-to-end tests share: `inject('deployment')`. */
    deployment: LocalDeployment;
    /** The folder whose `.postern` contains the state of the deployment. Commands that run in it find the deployment. */
    deploymentFolder: string;
  }
}

/** @throws Error if AWS would reject a request of the tests, although the emulator accepted it */
function assertValidRequests(faults: string): void {
  const different = [...new Set(faults.split('\n').filter((fault) => fault !== ''))];
  if (different.length > 0) throw new Error(`AWS rejects requests of the tests:\n${different.join('\n')}`);
}

/** Deploys everything on a dedicated emulator, as `npm start` does, and deletes all of it afterwards. */
export default async function deployForTests(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-e2e-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  const requestFaults = join(folder, 'request-faults');
  const home = { ...stateDirectoryIn(folder), requestFaults };
  ignoreAwsSettings(process.env);
  try {
    const start = { home, signal: onInterrupt().signal, progress: silent };
    const { emulator, deployment } = await bringUp(start, await freePort());
    project.provide('deployment', deployment);
    project.provide('deploymentFolder', folder);
    return async () => {
      await emulator.stop();
      const faults = await readFile(requestFaults, 'utf8');
      await discard();
      assertValidRequests(faults);
    };
  } catch (error) {
    await discard();
    throw error;
  }
}
