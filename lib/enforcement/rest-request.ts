import { sourceAddressOf } from '../core/access/source-address.ts';
import type { IncomingRequest } from './access-check.ts';
import { type Fields, headersOf, isFields, textOrNothing } from './event-fields.ts';
import { overrideMethodsOfEvent } from './override-methods.ts';

/**
 * Reads a request from a REST API (authorizer or backend), or the handshake of a WebSocket API: a GET request of the route
 * `$connect`, whose event has neither method nor resource. Undefined for any other event.
 */
export function readRestRequest(event: Fields): IncomingRequest | undefined {
  const { requestContext } = event;
  const received = event.multiValueHeaders ?? event.headers ?? {};
  if (!isFields(received) || !isFields(requestContext) || !isFields(requestContext.identity))
    return undefined;
  const { httpMethod, resource } =
    requestContext.eventType === 'CONNECT' ? { httpMethod: 'GET', resource: '$connect' } : event;
  if (typeof httpMethod !== 'string' || typeof resource !== 'string') return undefined;
  const { sourceIp } = requestContext.identity;
  if (typeof sourceIp !== 'string') return undefined;
  const headers = headersOf(received);
  return {
    method: httpMethod,
    route: resource,
    requestId: textOrNothing(requestContext.requestId),
    sourceAddress: sourceAddressOf(sourceIp),
    headers,
    otherMethods: overrideMethodsOfEvent(event, headers),
    domainName: textOrNothing(requestContext.domainName),
  };
}
