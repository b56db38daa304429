import { PassThrough } from 'node:stream';
import { createAdminClient } from '../../../lib/api-client/admin-client.ts';
import { createProgram } from '../../../lib/cli/program.ts';
import { createProgress } from '../../../lib/cli/progress.ts';
import { fakeApi } from './fake-api.ts';
import { instruments } from './instruments.ts';

/** The whole command line, with every command loaded. */
export async function allCommands() {
  const { command, loadAll } = createProgram(
    {
      stdin: new PassThrough(),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      directory: '/',
      environment: {},
      clock: () => 0,
      connect: async () => createAdminClient(fakeApi().transport),
      findApiUrl: async () => '',
      ...instruments(),
    },
    { words: [], output: {}, progress: createProgress(new PassThrough()), setFailed: () => {} },
  );
  await loadAll();
  return command;
}
