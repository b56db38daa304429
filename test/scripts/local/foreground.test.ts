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
import { temporaryHome } from '../../support/temporary-state.ts';

const RUNNING = 'http://127.0.0.1:4599';

/** Starts in a home that another start holds. */
async function startBeside({ ready }: { ready: boolean }, ...args: string[]): Promise<void> {
  const home = await temporaryHome();
  const other = await acquireLock(home, RUNNING, () => {});
  onTestFinished(() => other?.release());
  if (ready) other?.announceReady();
  await startHere({ home, progress: silent }, readOptions(args), new AbortController());
}

it('rejects a start during another start, with the next step', async () => {
  const denial = 'Another start is in progress. Wait until it is ready, or stop it: npm run stop';
  await expect(startBeside({ ready: false })).rejects.toThrow(new Failure(denial));
});

it.each([[['--reset']], [['--port', '4600']]])('rejects %s if Postern is already running', async (args) => {
  const denial = `Already running at ${RUNNING}. Stop it first: npm run stop`;
  await expect(startBeside({ ready: true }, ...args)).rejects.toThrow(new Failure(denial));
});

it('reports a port in use before any installation or deletion', async () => {
  const home = await temporaryHome();
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
  await expect(start).rejects.toThrow(`Port ${port} is in use`);
  expect(await readFile(home.localJson, 'utf8')).toBe('kept');
  expect(await readdir(home.directory)).not.toContain('python');
});
