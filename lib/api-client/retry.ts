import { StandardRetryStrategy } from '@smithy/core/retry';
import { readProblem } from './decode.ts';
import { UnreachableError } from './errors.ts';
import type { Transport, WireRequest, WireResponse } from './transport.ts';

const THROTTLED = 429;

type RetryToken = Awaited<ReturnType<StandardRetryStrategy['acquireInitialRetryToken']>>;
type Attempt = WireResponse | UnreachableError;

/**
 * The retries of one client: at most three attempts of a request, with exponential backoff, full jitter and a quota that all
 * requests share, so that a client adds little load to a deployment that fails. The first pause is at most 200 ms, or one
 * second after throttling.
 */
export function createRetryStrategy(): StandardRetryStrategy {
  return new StandardRetryStrategy({ maxAttempts: 3, baseDelay: 200 });
}

/**
 * Sends a request. Reads and idempotent creations are retried if there was no response or the server failed (5xx). Every
 * request is retried if API Gateway throttled it, because the API did not receive it.
 */
export async function sendWithRetries(
  transport: Transport,
  request: WireRequest,
  strategy: StandardRetryStrategy,
): Promise<WireResponse> {
  let token = await strategy.acquireInitialRetryToken('postern');
  for (;;) {
    const attempt = await attemptOf(transport, request);
    const errorType = retryableError(attempt, request);
    const next = errorType && (await nextToken(strategy, token, errorType));
    if (next) {
      token = next;
    } else if (attempt instanceof UnreachableError) {
      throw attempt;
    } else {
      if (!errorType) strategy.recordSuccess(token);
      return attempt;
    }
  }
}

async function attemptOf(transport: Transport, request: WireRequest): Promise<Attempt> {
  try {
    return await transport(request);
  } catch (error) {
    if (error instanceof UnreachableError) return error;
    throw error;
  }
}

function retryableError(attempt: Attempt, request: WireRequest): 'THROTTLING' | 'TRANSIENT' | undefined {
  if (!(attempt instanceof UnreachableError) && isThrottled(attempt)) return 'THROTTLING';
  const isRepeatable = request.method === 'GET' || request.idempotencyKey !== undefined;
  const hasFailed = attempt instanceof UnreachableError || attempt.status >= 500;
  return isRepeatable && hasFailed ? 'TRANSIENT' : undefined;
}

/** Whether API Gateway throttled the request. A 429 of the API itself is a problem, and lasts for minutes. */
function isThrottled({ status, text }: WireResponse): boolean {
  return status === THROTTLED && readProblem(text) === undefined;
}

/** Waits for the next attempt; undefined if there is none. */
function nextToken(
  strategy: StandardRetryStrategy,
  token: RetryToken,
  errorType: 'THROTTLING' | 'TRANSIENT',
): Promise<RetryToken | undefined> {
  return strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined);
}
