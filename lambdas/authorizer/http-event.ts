import type { IncomingRequest } from '../../lib/enforcement/access-check.ts';
import type { Fields } from '../../lib/enforcement/event-fields.ts';
import { readHttpRequest } from '../../lib/enforcement/http-request.ts';

/** Reads the event of an HTTP API's authorizer, payload format 2.0; undefined if it is something else. */
export function readHttpEvent(event: Fields): IncomingRequest | undefined {
  return event.type === 'REQUEST' ? readHttpRequest(event) : undefined;
}
