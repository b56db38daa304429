import type { IncomingRequest } from '../enforcement/access-check.ts';
import { isFields } from '../enforcement/event-fields.ts';
import { readHttpRequest } from '../enforcement/http-request.ts';
import { readLoadBalancerRequest } from '../enforcement/load-balancer-request.ts';
import { readRestRequest } from '../enforcement/rest-request.ts';
import { UnknownEventError } from '../enforcement/unknown-event-error.ts';

/** A request from the event of a function. */
export interface LambdaRequest extends IncomingRequest {
  /** Whether the response must have lists of header values, like the event. */
  readonly listsHeaders: boolean;
}

const ACCEPTED =
  'Unsupported event. Call a guarded function through a REST API, an HTTP API (payload format 2.0 or 1.0), a function ' +
  'URL or an application load balancer.';

/** @throws UnknownEventError if the event is not a supported request event */
export function readLambdaEvent(event: unknown): LambdaRequest {
  if (!isFields(event)) throw new UnknownEventError(ACCEPTED);
  const request = readHttpRequest(event) ?? readLoadBalancerRequest(event) ?? readRestRequest(event);
  if (!request) throw new UnknownEventError(ACCEPTED);
  return { ...request, listsHeaders: isFields(event.multiValueHeaders) && !isFields(event.headers) };
}
