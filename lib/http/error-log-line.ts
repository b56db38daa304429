import { RejectedWriteError } from '../core/store.ts';
import type { GatewayEvent } from './gateway-event.ts';

/**
 * The log line of a request with an internal error. It contains only error names, because an error message may contain
 * input of the caller.
 */
export function errorLogLine(error: unknown, { requestContext }: GatewayEvent): string {
  return `${JSON.stringify({
    postern: 'failure',
    error: nameOf(error),
    cause: error instanceof Error && error.cause ? nameOf(error.cause) : undefined,
    reason: error instanceof RejectedWriteError ? error.reason : undefined,
    route: requestContext.routeKey,
    requestId: requestContext.requestId,
  })}\n`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
