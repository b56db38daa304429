import * as z from 'zod';
import { PROBE_EVENT, probeLine } from '../contracts/decision-line.ts';

const probe = z.object({ postern: z.literal(PROBE_EVENT.postern) });

/**
 * A handler that answers a probe with its line, and leaves everything else to the other one. A gateway's event has no
 * such field: whoever asks was let by IAM.
 */
export function answeringProbes<Reply>(
  log: (line: string) => void,
  handle: (received: unknown) => Promise<Reply>,
): (received: unknown) => Promise<Reply | undefined> {
  return async (received) => {
    if (!probe.safeParse(received).success) return handle(received);
    log(probeLine());
    return undefined;
  };
}
