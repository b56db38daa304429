import { createKeyFetch, type Fetch } from './key-fetch.ts';
import { KeySecretError } from './key-secret-error.ts';
import type { ManagedKeyValue } from './managed-key-value.ts';
import { type KeySource, type ManagedKeyOptions, readingTimes } from './options.ts';
import { createSecretCache, type DenialStatus } from './secret-cache.ts';

export { KeySecretError, type KeySecretFault } from './key-secret-error.ts';
export type { ManagedKeyValue } from './managed-key-value.ts';
export type { KeySource, ManagedKeyOptions, SecretsManagerLike } from './options.ts';
export type { DenialStatus } from './secret-cache.ts';

/** A consumer of a managed key. Create one per key and process. */
export interface ManagedKeyConsumer {
  /**
   * The global `fetch` with the key in its header. On a 401 or 403 it reads the secret again, at most once per
   * `minRefreshIntervalSeconds`, and retries once if the secret contains another key. A request with a stream as body is not
   * retried, but the next request has the new key. While the secret contains the same key, the interval of reads after a 403
   * increases to five minutes, because a key without a permission is also denied with 403. Redirects are followed only if
   * `redirect` is set, because the key would be sent to the redirect target.
   *
   * @throws KeySecretError if the secret was never read successfully; errors of `fetch`
   */
  readonly fetch: Fetch;
  /**
   * The key, for other HTTP clients: from the cache if it was read within `cacheTtlSeconds`. After that it is read again. If
   * the read fails or takes longer than a second, the earlier key is returned.
   *
   * @throws KeySecretError if the secret was never read successfully
   */
  current(): Promise<ManagedKeyValue>;
  /**
   * Call it with the denied key and the status (default: 401). Returns the key for one retry, or undefined if the secret
   * contains no other key.
   */
  refreshAfter(denied: ManagedKeyValue, status?: DenialStatus): Promise<ManagedKeyValue | undefined>;
}

/**
 * Reads and caches the secret of a managed key. A rotation causes no failed request; an immediate replacement causes one
 * retry. It writes no logs, and its errors never contain the secret.
 *
 * @throws RangeError if a duration is out of bounds
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
    if (SecretString === undefined)
      throw new KeySecretError(
        'invalid-secret',
        'The secret has no SecretString. Use the ARN of a managed key.',
      );
    return SecretString;
  };
}
