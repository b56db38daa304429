import { isProbe, probeLine } from '../contracts/decision-line.ts';
import type { GuardReply } from './guarded-handler.ts';

const PROBED: GuardReply = { statusCode: 204, body: '' };

/** Logs the probe line and returns the reply for a probe; undefined for any other event. */
export function replyToProbe(event: unknown, write: () => (line: string) => void): GuardReply | undefined {
  if (!isProbe(event)) return undefined;
  write()(probeLine());
  return PROBED;
}

/** A handler that replies to probes and passes every other event to `handler`. */
export function withProbeReply<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
  write: () => (line: string) => void,
): (event: Event, context: Context) => Promise<Result | GuardReply> {
  return async function probed(event, context) {
    return replyToProbe(event, write) ?? handler(event, context);
  };
}
