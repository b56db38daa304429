const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Makes a function that sends the heartbeat: one POST request to the URL in a parameter. The URL is a secret, so
 * templates and errors never contain it.
 */
export function createHeartbeat(readAddress: () => Promise<string>, send: typeof fetch): () => Promise<void> {
  return async () => {
    const address = await readAddress();
    const response = await send(address, {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch(() => undefined);
    if (response?.ok) return;
    throw new Error(
      `The heartbeat failed: received ${response ? `status ${response.status}` : 'no response'}, expected a 2xx status. ` +
        'Check the URL in the heartbeat parameter.',
    );
  };
}
