import type { AuthorizerHandler } from '../../../lambdas/authorizer/handler.ts';
import { type Call, httpEvent, restEvent } from '../../../scripts/samples/authorizer-events.ts';

/** The response to the client: 200 from its API, or the error response of the gateway. */
export interface Response {
  readonly status: 200 | 401 | 403 | 500 | 503;
  readonly context?: unknown;
}

/** The integration of a REST or HTTP API with its authorizer. */
export interface Gateway {
  readonly name: string;
  readonly event: (call: Call) => Record<string, unknown>;
  readonly answer: (handler: AuthorizerHandler, event: unknown) => Promise<Response>;
  /** The status codes of an unauthorized request and of an undecided one. */
  readonly unauthorized: number;
  readonly unavailable: number;
}

/** Maps the result or error of the authorizer as API Gateway documents it. */
export const GATEWAYS: readonly Gateway[] = [
  {
    name: 'a REST API',
    event: restEvent,
    unauthorized: 401,
    unavailable: 503,
    answer: async (handler, event) => {
      const reply = await outcomeOf(handler, event);
      if (reply instanceof Error) return { status: reply.message === 'Unauthorized' ? 401 : 503 };
      if (!('policyDocument' in reply)) return { status: 500 };
      const [statement] = reply.policyDocument.Statement;
      return statement?.Effect === 'Allow' ? { status: 200, context: reply.context } : { status: 403 };
    },
  },
  {
    name: 'an HTTP API',
    event: httpEvent,
    unauthorized: 403,
    unavailable: 500,
    answer: async (handler, event) => {
      const reply = await outcomeOf(handler, event);
      if (reply instanceof Error || !('isAuthorized' in reply)) return { status: 500 };
      if (!reply.isAuthorized) return { status: 403 };
      return 'context' in reply ? { status: 200, context: reply.context } : { status: 200 };
    },
  },
];

async function outcomeOf(handler: AuthorizerHandler, event: unknown) {
  try {
    return await handler(event);
  } catch (error) {
    return error instanceof Error ? error : new Error('what was thrown is no Error', { cause: error });
  }
}
