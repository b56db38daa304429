import type { Headers } from '../core/access/presented-credential.ts';
import { sourceAddressOf } from '../core/access/source-address.ts';
import type { IncomingRequest } from './access-check.ts';
import { type Fields, headersOf, isFields } from './event-fields.ts';
import { overrideMethodsOfEvent } from './override-methods.ts';

/**
 * Reads the event of an application load balancer; undefined for any other event. A load balancer has only a default
 * route and does not verify the host name.
 */
export function readLoadBalancerRequest(event: Fields): IncomingRequest | undefined {
  const { httpMethod, requestContext } = event;
  const received = event.multiValueHeaders ?? event.headers ?? {};
  if (!isFields(requestContext) || !isFields(requestContext.elb)) return undefined;
  if (typeof httpMethod !== 'string' || !isFields(received)) return undefined;
  const headers = headersOf(received);
  return {
    method: httpMethod,
    route: '$default',
    // The trace ID is not used, because callers can set it.
    requestId: undefined,
    sourceAddress: forwardedAddress(headers),
    headers,
    otherMethods: overrideMethodsOfEvent(event, headers),
    domainName: undefined,
  };
}

/** The load balancer appends the address of its client, so the last address is trusted. */
function forwardedAddress(headers: Headers): string {
  return sourceAddressOf(headers('x-forwarded-for').at(-1)?.split(',').at(-1)?.trim());
}
