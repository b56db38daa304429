import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

const ATTEMPTS = 5;
const TIMEOUT_MS = 10_000;
/** CloudFormation accepts responses of at most 4 KB. */
const REASON_LIMIT = 2000;

/**
 * Makes a function that sends the response of a request to its `ResponseURL`.
 *
 * @throws Error without the URL, because the URL authorizes a response
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
    throw new Error(
      `CloudFormation did not accept the response for ${LogicalResourceId} in ${ATTEMPTS} attempts`,
    );
  };
}

async function isResponseAccepted(send: typeof fetch, url: string, body: string): Promise<boolean> {
  try {
    // The URL is signed for a request without a content type.
    const headers = { 'content-type': '' };
    const { ok } = await send(url, {
      method: 'PUT',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return ok;
  } catch {
    return false;
  }
}
