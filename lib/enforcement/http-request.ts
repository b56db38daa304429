import { sourceAddressOf } from '../core/access/source-address.ts';
import type { IncomingRequest } from './access-check.ts';
import { type Fields, headersOf, isFields, textOrNothing } from './event-fields.ts';
import { overrideMethodsOfEvent } from './override-methods.ts';

/**
 * Reads a request in payload format 2.0, from an HTTP API (authorizer or backend) or a function URL; undefined for any
 * other event.
 */
export function readHttpRequest(event: Fields): IncomingRequest | undefined {
  const { version, routeKey, requestContext } = event;
  const received = event.headers ?? {};
  if (version !== '2.0' || typeof routeKey !== 'string') return undefined;
  if (!isFields(received) || !isFields(requestContext) || !isFields(requestContext.http)) return undefined;
  const { method, sourceIp } = requestContext.http;
  if (typeof method !== 'string' || typeof sourceIp !== 'string') return undefined;
  const headers = headersOf(received);
  return {
    method,
    // 'GET /orders/{id}' or 'ANY /orders/{id}'; '$default' has no method and is unchanged.
    route: routeKey.slice(routeKey.indexOf(' ') + 1),
    requestId: textOrNothing(requestContext.requestId),
    sourceAddress: sourceAddressOf(sourceIp),
    headers,
    otherMethods: overrideMethodsOfEvent(event, headers),
    domainName: textOrNothing(requestContext.domainName),
  };
}
