import { isProbe, probeLine } from '../contracts/decision-line.ts';

/** A handler that logs the probe line for a probe, and passes every other event to `handle`. */
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
