import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

const ATTEMPTS = 5;
const TIMEOUT_MS = 10_000;
/** CloudFormation accepts responses of at most 4 KB. The reason can contain the text of a template. */
const REASON_LIMIT_BYTES = 2000;

/**
 * Makes a function that sends the response of a request to its `ResponseURL`.
 *
 * @throws Error without the URL, because the URL authorizes a response
 */
export function createRespond(send: typeof fetch, backoff: (attempt: number) => Promise<void>) {
  return async (request: ResourceRequest, response: ResourceResponse): Promise<void> => {
    const { StackId, RequestId, LogicalResourceId, ResponseURL } = request;
    const Reason = response.Reason === undefined ? undefined : truncated(response.Reason);
    const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...response, Reason });
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await isResponseAccepted(send, ResponseURL, body)) return;
      await backoff(attempt);
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

/** The beginning of a text that fits the limit as a JSON string. */
function truncated(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(JSON.stringify(character)) - QUOTES;
    if (bytes > REASON_LIMIT_BYTES) break;
    kept += character;
  }
  return kept;
}

const QUOTES = 2;
