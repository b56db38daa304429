import { headerValue, type ManagedKeyValue } from './managed-key-value.ts';
import type { SecretCache } from './secret-cache.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * Makes a `fetch` that sends the key. On a 401 or 403 it reads the secret again, and tries once more if it holds
 * another key and the request can be sent again. HTTP APIs deny every key that is not accepted with 403.
 */
export function createKeyFetch(secret: SecretCache, send: Fetch): Fetch {
  return async (input, given) => {
    // As the global `fetch`, which takes null, too.
    const init = given ?? {};
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    const key = await untilAborted(secret.current(), signal);
    const reply = await send(input, withKey(key, input, init));
    if (reply.status !== 401 && reply.status !== 403) return reply;

    const next = await untilAborted(secret.refreshAfter(key, reply.status), signal);
    if (!next || !isReplayable(input, init)) return reply;
    // Not awaited: the new request must not depend on how the old response ends.
    reply.body?.cancel().catch(() => {});
    return send(input, withKey(next, input, init));
  };
}

/** A redirect is answered as it is, unless asked for: only `Authorization` would be left out for another host. */
function withKey(key: ManagedKeyValue, input: Parameters<Fetch>[0], init: RequestInit): RequestInit {
  const given = init.headers ?? (input instanceof Request ? input.headers : undefined);
  const headers = new Headers(given);
  headers.set(key.header, headerValue(key));
  // Not as a default that is spread over: `redirect: undefined` would replace it.
  return { ...init, redirect: init.redirect ?? 'manual', headers };
}

/** Whether a request's body is still there once it was sent. A `Request` has one as a stream, whatever it was made of. */
function isReplayable(input: Parameters<Fetch>[0], init: RequestInit): boolean {
  const { body } = init;
  if (body === undefined || body === null) return !(input instanceof Request) || input.body === null;
  return (
    typeof body === 'string' ||
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}

/** A read is shared, so it goes on; who gave up waits no longer. */
async function untilAborted<T>(read: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return read;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([read, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
