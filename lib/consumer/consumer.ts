import { createKeyFetch, type Fetch } from './key-fetch.ts';
import { KeySecretError } from './key-secret-error.ts';
import type { ManagedKeyValue } from './managed-key-value.ts';
import { type KeySource, type ManagedKeyOptions, readingTimes } from './options.ts';
import { createSecretCache, type DenialStatus } from './secret-cache.ts';

export { KeySecretError, type KeySecretFault } from './key-secret-error.ts';
export type { ManagedKeyValue } from './managed-key-value.ts';
export type { KeySource, ManagedKeyOptions, SecretsManagerLike } from './options.ts';
export type { DenialStatus } from './secret-cache.ts';

/** A managed key as its consumer has it. Make one for each key and process. */
export interface ManagedKeyConsumer {
  /**
   * As the global `fetch`, with the key in its header. On a 401 or 403 it reads the secret again, at most once in
   * `minRefreshIntervalSeconds`, and sends the request once more if the secret holds another key by now; a request whose body is a
   * stream is not sent again, but the next one has the new key. Reads after a 403 become rarer, up to one in five minutes, while
   * the secret holds the same key: a key that lacks a permission is denied in the same way. Redirects are not followed unless `redirect` asks for
   * it, because the key's header would go wherever they lead.
   *
   * @throws KeySecretError where the secret could never be read; what `fetch` throws
   */
  readonly fetch: Fetch;
  /**
   * The key, for calls by other means: from the cache, if it was read within `cacheTtlSeconds`. After that it is read again; if
   * that fails or takes longer than a second, the earlier key is returned.
   *
   * @throws KeySecretError where the secret could never be read
   */
  current(): Promise<ManagedKeyValue>;
  /**
   * Call it with the key that was denied, and the status (401 if omitted). Returns the key to try once more with, or
   * undefined if the secret holds no other.
   */
  refreshAfter(refused: ManagedKeyValue, status?: DenialStatus): Promise<ManagedKeyValue | undefined>;
}

/**
 * Reads a managed key's secret and keeps what it read for a while, so that a rotation goes unnoticed and a replacement
 * at once costs one retry. Writes nothing to logs; what it throws quotes nothing of the secret.
 *
 * @throws RangeError if a time is out of bounds
 */
export function managedKey(options: ManagedKeyOptions): ManagedKeyConsumer {
  const { onReadFailure = () => {} } = options;
  const read = readerOf(options);
  const secret = createSecretCache({ read, ...readingTimes(options), onReadFailure, clock: Date.now });
  // Looked up for each request: instrumentation replaces the global one.
  const fetch = createKeyFetch(secret, (input, init) => globalThis.fetch(input, init));
  return { fetch, ...secret };
}

function readerOf(source: KeySource): () => Promise<string> {
  if ('read' in source) return source.read;
  const { secrets, secretId } = source;
  return async () => {
    const { SecretString } = await secrets.getSecretValue({ SecretId: secretId });
    if (SecretString === undefined) throw new KeySecretError('invalid-secret', 'the secret holds no text');
    return SecretString;
  };
}
