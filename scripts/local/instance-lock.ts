import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { relative } from 'node:path';
import * as z from 'zod';
import { Failure } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const STOP = 'stop';
const ANSWERS_WITHIN_MS = 5_000;

/** What the start that holds a home says of itself: `ready` once everything is deployed. */
const holderStatus = z.object({ endpointUrl: z.string(), ready: z.boolean() });
export type HolderStatus = z.infer<typeof holderStatus>;

/** A home that this process holds until it releases it or ends. */
export interface InstanceLock {
  /** From now on, tells other starts that everything is deployed. */
  announceReady(): void;
  release(): Promise<void>;
}

/**
 * Holds a home by listening on its socket: no other start can, and no process id is ever trusted, because a
 * socket's listener dies with its process.
 * @param onStop called when somebody asks the holder to stop
 * @returns undefined if another start holds the home
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
    // Left behind by a start that was killed.
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
 * What the start that holds the home says; undefined if none does.
 * @throws Failure if it says nothing
 */
export async function lockHolder(home: StateDirectory): Promise<HolderStatus | undefined> {
  const socket = await call(home);
  if (!socket) return undefined;
  try {
    const [line] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return holderStatus.parse(JSON.parse(String(line)));
  } catch (cause) {
    throw new Failure("another start runs but doesn't answer; end it in its terminal, then start again", {
      cause,
    });
  } finally {
    socket.destroy();
  }
}

/** Asks the holder to stop, and waits until it has. @returns false if nobody holds the home */
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

/** @returns false if the socket is there already */
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

/** A socket's path may have about 100 characters: the shorter of its two spellings. */
function addressOf(home: StateDirectory): string {
  const fromHere = relative(process.cwd(), home.socket);
  return fromHere.length < home.socket.length ? fromHere : home.socket;
}
