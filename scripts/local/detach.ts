import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Interrupted } from './failure.ts';

const START = join(import.meta.dirname, 'start.ts');
const READY = 'ready';

/**
 * Starts in the background, in a session of its own, and shows what that start says until it is ready.
 * @returns undefined once it is ready, or the exit code of a start that ended before
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
  // By then, what it said before it was ready has arrived.
  await setImmediate();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.disconnect();
  child.unref();
}

/** Tells the start that waits in the foreground, if there is one, that this one is ready. */
export function dismissForeground(): boolean {
  if (!process.connected) return false;
  process.removeAllListeners('disconnect');
  // Nobody reads what is said from now on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.send?.(READY);
  return true;
}

/** Stops this start if the one that waits for it in the foreground goes before it was dismissed. */
export function stopWithForeground(interrupt: AbortController): void {
  if (!process.connected) return;
  process.once('disconnect', () => interrupt.abort(new Interrupted()));
  // Listening keeps the channel, and so this process, open.
  process.channel?.unref();
}
