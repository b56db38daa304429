import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { relative } from 'node:path';
import * as z from 'zod';
import { Failure } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const STOP = 'stop';
const ANSWERS_WITHIN_MS = 5_000;

/** The status of the start that holds the lock; `ready` after the deployment. */
const holderStatus = z.object({ endpointUrl: z.string(), ready: z.boolean() });
export type HolderStatus = z.infer<typeof holderStatus>;

/** A lock on a state directory, held until it is released or the process ends. */
export interface InstanceLock {
  /** Reports to other starts that the deployment is complete. */
  announceReady(): void;
  release(): Promise<void>;
}

/**
 * Acquires the lock by listening on a socket, which is released when the process ends. A stored process ID could be
 * reused.
 * @param onStop called when another process requests a stop
 * @returns undefined if another start holds the lock
 */
export async function acquireLock(
  home: StateDirectory,
  endpointUrl: string,
  onStop: () => void,
): Promise<InstanceLock | undefined> {
  let status: HolderStatus = { endpointUrl, ready: false };
  const callers = new Set<Socket>();
  const server = createServer((caller) => {
    callers.add(caller);
    caller.on('close', () => callers.delete(caller));
    caller.on('error', () => caller.destroy());
    caller.on('data', (data) => String(data).trim() === STOP && onStop());
    caller.write(`${JSON.stringify(status)}\n`);
  });
  if (!(await listen(server, home))) {
    if (await lockHolder(home)) return undefined;
    // The socket file of a killed start.
    await rm(home.socket, { force: true });
    if (!(await listen(server, home))) return undefined;
  }
  return {
    announceReady: () => {
      status = { ...status, ready: true };
    },
    release: async () => {
      for (const caller of callers) caller.end();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Returns the status of the start that holds the lock; undefined if no start holds it.
 * @throws Failure if the holder does not respond
 */
export async function lockHolder(home: StateDirectory): Promise<HolderStatus | undefined> {
  const socket = await call(home);
  if (!socket) return undefined;
  try {
    const [line] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return holderStatus.parse(JSON.parse(String(line)));
  } catch (cause) {
    throw new Failure('Another start runs but does not respond. End it in its terminal, then start again.', {
      cause,
    });
  } finally {
    socket.destroy();
  }
}

/** Stops the holder and waits until it has ended. @returns false if no start holds the lock */
export async function stopHolder(home: StateDirectory): Promise<boolean> {
  const socket = await call(home);
  if (!socket) return false;
  socket.resume();
  socket.write(STOP);
  await once(socket, 'close');
  return true;
}

async function call(home: StateDirectory): Promise<Socket | undefined> {
  const socket = connect(addressOf(home));
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}

/** @returns false if the socket exists already */
async function listen(server: Server, home: StateDirectory): Promise<boolean> {
  server.listen(addressOf(home));
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Socket paths are limited to about 100 characters: returns the shorter of the relative and absolute path. */
function addressOf(home: StateDirectory): string {
  const fromHere = relative(process.cwd(), home.socket);
  return fromHere.length < home.socket.length ? fromHere : home.socket;
}
