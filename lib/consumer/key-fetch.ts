import { headerValue, type ManagedKeyValue } from './managed-key-value.ts';
import type { SecretCache } from './secret-cache.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * Makes a `fetch` that sends the key. On a 401 or 403 it reads the secret again, and retries once if the secret contains
 * another key and the request is replayable. HTTP APIs deny every invalid key with 403.
 */
export function createKeyFetch(secret: SecretCache, send: Fetch): Fetch {
  return async (input, requestInit) => {
    // The global `fetch` also accepts null.
    const init = requestInit ?? {};
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

/** Redirects are returned by default, because `fetch` removes only `Authorization` for another host. */
function withKey(key: ManagedKeyValue, input: Parameters<Fetch>[0], init: RequestInit): RequestInit {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set(key.header, headerValue(key));
  // After the spread, because `redirect: undefined` would replace an earlier default.
  return { ...init, redirect: init.redirect ?? 'manual', headers };
}

/** Whether a request can be sent again. The body of a `Request` is always a stream, which can be sent only once. */
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

/** Waits for a read until the signal aborts. The read continues, because other calls share it. */
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
