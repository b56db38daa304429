import type { Allowed, Decision } from '../core/access/decide.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import type { Caller } from '../core/audit/event.ts';
import type { Profile } from '../core/profiles/profile.ts';
import type { Authenticator } from './dispatch.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { errorReply, rejectionReply } from './reply.ts';

/** What deciding on a request for one of our own routes needs of it. */
interface KeyedRequest {
  readonly method: string;
  readonly route: string;
  readonly requestId: string;
  readonly sourceAddress: string;
  readonly headers: Headers;
  readonly domainName: string | undefined;
}

/** Whose key was accepted, with what it may at the moment. */
export interface KeyHolder {
  readonly access: Allowed;
  readonly caller: Caller;
}

/**
 * How the holders of keys are known, and told what is wrong: by a check in this process, before anything else of a
 * request is looked at, so that a stranger learns nothing but that a key is needed (MI-13).
 */
export function keyHolders(
  check: (request: KeyedRequest) => Promise<Decision>,
  { errorResponses, errors }: Pick<Profile, 'errorResponses' | 'errors'>,
): Authenticator<KeyHolder> {
  return {
    identify: async (event, { method, path }) => {
      const access = await check({ ...requestOf(event), method, route: path });
      if (access.outcome !== 'allowed') return { refused: errorReply(errorResponses[access.outcome]) };
      const { sourceIp: sourceAddress } = event.requestContext.http;
      return { identity: { access, caller: { id: `key:${access.key.id}`, sourceAddress } } };
    },
    // Whether deciding or what follows could not reach the table looks the same.
    refuse: (rejection) =>
      rejection.problem === 'unavailable'
        ? errorReply(errorResponses.unavailable)
        : rejectionReply(errors, rejection),
  };
}

function requestOf({ headers, requestContext }: GatewayEvent): Omit<KeyedRequest, 'method' | 'route'> {
  const { requestId, domainName, http } = requestContext;
  return {
    requestId,
    domainName,
    sourceAddress: http.sourceIp,
    headers: (name) => {
      const value = headers[name];
      return value === undefined ? [] : [value];
    },
  };
}
