import { isProbe, probeLine } from '../contracts/decision-line.ts';

/** A handler that answers a probe with its line, and leaves every other event to `handle`. */
export function withProbeReply<Reply>(
  log: (line: string) => void,
  handle: (received: unknown) => Promise<Reply>,
): (received: unknown) => Promise<Reply | undefined> {
  return async (received) => {
    if (!isProbe(received)) return handle(received);
    log(probeLine());
    return undefined;
  };
}
