import type { Profile } from '../../lib/core/profiles/profile.ts';
import { errorReply } from '../../lib/http/reply.ts';

/** The rejection of a repeated creation, with the ID for ending the first key or session. */
export function valueUnavailable(id: string) {
  return { problem: 'value-unavailable', detail: `Its id is ${id}.` } as const;
}

/** The denial of a key that ended while its request was in progress; later requests get the same response. */
export function noLongerAccepted({ errorResponses }: Profile) {
  return { denied: errorReply(errorResponses.revoked) };
}
