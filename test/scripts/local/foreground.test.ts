import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Failure } from '../../../scripts/local/failure.ts';
import { startHere } from '../../../scripts/local/foreground.ts';
import { acquireLock } from '../../../scripts/local/instance-lock.ts';
import { readOptions } from '../../../scripts/local/options.ts';
import { freePort } from '../../../scripts/local/port.ts';
import { silent } from '../../../scripts/local/progress.ts';
import { throwAwayHome } from '../../support/temporary-state.ts';

const RUNNING = 'http://127.0.0.1:4599';

/** Starts in a home that another start holds. */
async function startBeside({ ready }: { ready: boolean }, ...args: string[]): Promise<void> {
  const home = await throwAwayHome();
  const other = await acquireLock(home, RUNNING, () => {});
  onTestFinished(() => other?.release());
  if (ready) other?.announceReady();
  await startHere({ home, progress: silent }, readOptions(args), new AbortController());
}

it('refuses to start beside a start that is in progress, and says how to go on', async () => {
  const denial = 'another start is in progress; wait until it is ready, or end it: npm run stop';
  await expect(startBeside({ ready: false })).rejects.toThrow(new Failure(denial));
});

it.each([[['--reset']], [['--port', '4600']]])('rejects %s if Postern is already running', async (args) => {
  const denial = `already running at ${RUNNING}; stop it first: npm run stop`;
  await expect(startBeside({ ready: true }, ...args)).rejects.toThrow(new Failure(denial));
});

it('a port that is taken is reported before anything is installed or deleted', async () => {
  const home = await throwAwayHome();
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await writeFile(home.localJson, 'kept');
  const start = startHere(
    { home, progress: silent },
    readOptions(['--reset', '--port', `${port}`]),
    new AbortController(),
  );
  await expect(start).rejects.toThrow(`port ${port} is taken`);
  expect(await readFile(home.localJson, 'utf8')).toBe('kept');
  expect(await readdir(home.directory)).not.toContain('python');
});
