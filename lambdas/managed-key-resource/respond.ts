import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

const ATTEMPTS = 5;
const PATIENCE_MS = 10_000;
/** CloudFormation takes 4 KB in all. */
const REASON_LIMIT = 2000;

/**
 * Tells CloudFormation what came of a request, at the address that it gave.
 *
 * @throws Error that names no address, because whoever knows it can answer
 */
export function createRespond(send: typeof fetch, pause: (attempt: number) => Promise<void>) {
  return async (request: ResourceRequest, response: ResourceResponse): Promise<void> => {
    const { StackId, RequestId, LogicalResourceId, ResponseURL } = request;
    const Reason = response.Reason?.slice(0, REASON_LIMIT);
    const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...response, Reason });
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await isResponseAccepted(send, ResponseURL, body)) return;
      await pause(attempt);
    }
    throw new Error(`CloudFormation took no answer for ${LogicalResourceId} in ${ATTEMPTS} attempts`);
  };
}

async function isResponseAccepted(send: typeof fetch, url: string, body: string): Promise<boolean> {
  try {
    // The address is signed for a request without a content type.
    const headers = { 'content-type': '' };
    const { ok } = await send(url, {
      method: 'PUT',
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return ok;
  } catch {
    return false;
  }
}
