import type { Profile } from '../../lib/core/profiles/profile.ts';
import { errorReply } from '../../lib/http/reply.ts';

/** What is answered whose value can't be told again, with the id by which it can be ended. */
export function valueUnavailable(id: string) {
  return { problem: 'value-unavailable', detail: `Its id is ${id}.` } as const;
}

/** A key that ended while its request was in progress is answered as it will be from now on. */
export function noLongerAccepted({ errorResponses }: Profile) {
  return { refused: errorReply(errorResponses.revoked) };
}
