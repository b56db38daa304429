import { setTimeout } from 'node:timers/promises';
import { UnreachableError } from './errors.ts';
import type { Transport, WireRequest, WireResponse } from './transport.ts';

const RETRIES = 2;
const BASE_PAUSE_MS = 200;

/**
 * Sends a request. Reads and idempotent creations are retried at most twice if there was no response or the server
 * failed (5xx).
 */
export async function sendWithRetries(
  transport: Transport,
  request: WireRequest,
  backoff: (retry: number) => Promise<void>,
): Promise<WireResponse> {
  const retries = request.method === 'GET' || request.idempotencyKey !== undefined ? RETRIES : 0;
  for (let retry = 1; retry <= retries; retry += 1) {
    const response = await responseIfReachable(transport, request);
    if (response && response.status < 500) return response;
    await backoff(retry);
  }
  return transport(request);
}

async function responseIfReachable(
  transport: Transport,
  request: WireRequest,
): Promise<WireResponse | undefined> {
  try {
    return await transport(request);
  } catch (error) {
    if (error instanceof UnreachableError) return undefined;
    throw error;
  }
}

/** Exponential with full jitter: up to 200 ms before the first retry, up to 400 ms before the second. */
export async function backoffBefore(retry: number): Promise<void> {
  await setTimeout(Math.random() * BASE_PAUSE_MS * 2 ** (retry - 1));
}
