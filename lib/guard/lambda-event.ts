import type { IncomingRequest } from '../enforcement/access-check.ts';
import { isFields } from '../enforcement/event-fields.ts';
import { readHttpRequest } from '../enforcement/http-request.ts';
import { readLoadBalancerRequest } from '../enforcement/load-balancer-request.ts';
import { readRestRequest } from '../enforcement/rest-request.ts';
import { UnknownEventError } from '../enforcement/unknown-event-error.ts';

/** A request as a function is told of it. */
export interface LambdaRequest extends IncomingRequest {
  /** Whether the answer must list the values of each header, as the event does. */
  readonly listsHeaders: boolean;
}

const ACCEPTED =
  'the event is that of no request; a guarded function stands behind a REST API, an HTTP API (payload format ' +
  '2.0 or 1.0), a function URL or an application load balancer';

/** @throws UnknownEventError if it is the event of no request */
export function readLambdaEvent(event: unknown): LambdaRequest {
  if (!isFields(event)) throw new UnknownEventError(ACCEPTED);
  const request = readHttpRequest(event) ?? readLoadBalancerRequest(event) ?? readRestRequest(event);
  if (!request) throw new UnknownEventError(ACCEPTED);
  return { ...request, listsHeaders: isFields(event.multiValueHeaders) && !isFields(event.headers) };
}
