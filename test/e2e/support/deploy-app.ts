import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { inject } from 'vitest';
import { deploy } from '../../../scripts/local/deploy.ts';
import { stateDirectoryIn } from '../../../scripts/local/state-directory.ts';

const { endpointUrl } = inject('deployment');

const DEPLOYED_WITHIN_MS = 110_000;

/** Synthesizes an app and deploys it into the account of the shared deployment. */
export async function deployApp(define: (app: App) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-app-'));
  const home = stateDirectoryIn(folder);
  try {
    const app = new App({ outdir: home.cloudAssembly });
    define(app);
    app.synth();
    const signal = AbortSignal.timeout(DEPLOYED_WITHIN_MS);
    await deploy({ home, signal, say: () => {} }, endpointUrl);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
