import type { IncomingRequest } from '../../lib/enforcement/access-check.ts';
import { type Fields, headersOf, isFields, textOrNothing } from '../../lib/enforcement/event-fields.ts';

/** Reads the event of an HTTP API's authorizer, payload format 2.0; undefined if it is something else. */
export function readHttpEvent(event: Fields): IncomingRequest | undefined {
  const { version, type, routeKey, requestContext } = event;
  const headers = event.headers ?? {};
  if (version !== '2.0' || type !== 'REQUEST' || typeof routeKey !== 'string') return undefined;
  if (!isFields(headers) || !isFields(requestContext) || !isFields(requestContext.http)) return undefined;
  const { method, sourceIp } = requestContext.http;
  if (typeof method !== 'string' || typeof sourceIp !== 'string') return undefined;
  return {
    method,
    // 'GET /orders/{id}' or 'ANY /orders/{id}'; '$default' has no method and stays.
    route: routeKey.slice(routeKey.indexOf(' ') + 1),
    requestId: textOrNothing(requestContext.requestId),
    sourceAddress: sourceIp,
    headers: headersOf(headers),
    domainName: textOrNothing(requestContext.domainName),
  };
}
