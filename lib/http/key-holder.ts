import type { Allowed, Decision } from '../core/access/decide.ts';
import { denialResponse } from '../core/access/denial-response.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import type { Caller } from '../core/audit/event.ts';
import type { Profile } from '../core/profiles/profile.ts';
import type { Authenticator } from './dispatch.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { errorReply, rejectionReply } from './reply.ts';

/** A request of a key holder, as the access check needs it. */
interface KeyedRequest {
  readonly method: string;
  readonly route: string;
  readonly requestId: string;
  readonly sourceAddress: string;
  readonly headers: Headers;
  readonly domainName: string | undefined;
}

/** The authenticated key holder, with the current access of the key. */
export interface KeyHolder {
  readonly access: Allowed;
  readonly caller: Caller;
}

/**
 * Authenticates key holders with an access check in this process. It runs before any other part of the request is
 * read, so that unauthenticated callers only learn that a key is required (MI-13).
 */
export function keyHolders(
  check: (request: KeyedRequest) => Promise<Decision>,
  { errorResponses, errors }: Pick<Profile, 'errorResponses' | 'errors'>,
): Authenticator<KeyHolder> {
  return {
    authenticate: async (event, { method, path }) => {
      const access = await check({ ...requestOf(event), method, route: path });
      if (access.outcome !== 'allowed')
        return { denied: errorReply(denialResponse(access, { errorResponses })) };
      const { sourceIp: sourceAddress } = event.requestContext.http;
      return { identity: { access, caller: { id: `key:${access.key.id}`, sourceAddress } } };
    },
    // The response is the same whether the access check or the handler could not reach the table.
    reject: (rejection) =>
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
