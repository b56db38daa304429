import type { CliContext } from '../cli-context.ts';
import { NotSeenError } from './guarantee.ts';

const INTERVAL_MS = 1_000;

/**
 * Repeats a read until it returns a result.
 * @throws NotSeenError with `missing` after the timeout; the reason of the interruption
 */
export type Poll = <Result>(missing: string, read: () => Promise<Result | undefined>) => Promise<Result>;

/** Makes polls with a timeout in seconds. */
export function createPoll(
  { clock, pause }: Pick<CliContext, 'clock' | 'pause'>,
  { timeoutSeconds, interruption }: { readonly timeoutSeconds: number; readonly interruption: AbortSignal },
): Poll {
  return async (missing, read) => {
    const untilMs = clock() + timeoutSeconds * 1_000;
    for (;;) {
      interruption.throwIfAborted();
      const result = await read();
      if (result !== undefined) return result;
      if (clock() >= untilMs) throw new NotSeenError(`${missing} within ${timeoutSeconds} s`);
      await pause(INTERVAL_MS, interruption);
    }
  };
}
