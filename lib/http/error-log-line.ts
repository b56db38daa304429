import { RejectedWriteError } from '../core/store.ts';
import type { GatewayEvent } from './gateway-event.ts';

/**
 * The log line of a request that failed on our side. Names alone: an error's message may hold what the
 * caller sent.
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
