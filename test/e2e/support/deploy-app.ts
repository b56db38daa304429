import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { inject } from 'vitest';
import { run } from '../../../scripts/local/command.ts';
import { rootEnvironment } from '../../../scripts/local/environment.ts';
import { homeIn, ROOT } from '../../../scripts/local/home.ts';

const { endpointUrl } = inject('deployment');

/** Synthesizes an app and really deploys it beside Postern, as its user would. */
export async function deployApp(define: (app: App) => void): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'postern-app-'));
  const home = homeIn(directory);
  try {
    await mkdir(home.temporary, { recursive: true });
    const app = new App({ outdir: home.cloudAssembly });
    define(app);
    app.synth();
    await run(
      { home, signal: AbortSignal.timeout(110_000), say: () => {} },
      {
        file: join(ROOT, 'node_modules/.bin/cdk'),
        cwd: directory,
        env: rootEnvironment(home, endpointUrl),
        args: [
          'deploy',
          '--app',
          home.cloudAssembly,
          '--all',
          '--require-approval',
          'never',
          '--method',
          'direct',
        ],
        explain: (reason) => `the app can't be deployed: ${reason}`,
      },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
