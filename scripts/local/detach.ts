import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Interrupted } from './failure.ts';

const START = join(import.meta.dirname, 'start.ts');
const READY = 'ready';

/**
 * Starts in the background, in a separate session, and prints the output of that start until it is ready.
 * @returns undefined when it is ready, or its exit code if it ended before
 */
export async function startInBackground(
  args: readonly string[],
  interrupt: AbortSignal,
): Promise<number | undefined> {
  const child = fork(
    START,
    args.filter((arg) => arg !== '--detach'),
    { detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  child.stdout?.pipe(process.stdout);
  child.stderr?.pipe(process.stderr);
  const stop = () => child.kill('SIGTERM');
  interrupt.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'close').then(([code]) => Number(code ?? 1));
  const ready = once(child, 'message').then(() => detachChild(child));
  return await Promise.race([ended, ready]);
}

async function detachChild(child: ChildProcess): Promise<undefined> {
  // Lets the output that precedes the ready message arrive.
  await setImmediate();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.disconnect();
  child.unref();
}

/** Reports to the waiting start in the foreground that this one is ready. @returns false if none waits */
export function dismissForeground(): boolean {
  if (!process.connected) return false;
  process.removeAllListeners('disconnect');
  // The pipes have no reader from now on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.send?.(READY);
  return true;
}

/** Stops this start if the waiting start in the foreground ends before this one is ready. */
export function stopWithForeground(interrupt: AbortController): void {
  if (!process.connected) return;
  process.once('disconnect', () => interrupt.abort(new Interrupted()));
  // The listener would keep the channel, and with it this process, open.
  process.channel?.unref();
}
