import type { ManagedKeyValue } from './managed-key-value.ts';
import { createSecretReader, type SecretReaderProps } from './secret-reader.ts';

export interface SecretCacheProps extends SecretReaderProps {
  readonly cacheMs: number;
  readonly minRefreshIntervalMs: number;
}

/** How an API denies a key: 401, or 403 for HTTP APIs, which deny everything with it. */
export type DenialStatus = 401 | 403;

/** The longest time between two reads that 403 responses cause, in milliseconds. */
const FORBIDDEN_REREAD_LIMIT_MS = 300_000;

/** The share of the cache time after which the secret is read in the background, so that calls do not wait for it. */
const REFRESH_AHEAD = 0.8;

/** The cache of a managed key's secret. Concurrent reads share one request. */
export interface SecretCache {
  /**
   * The current key, from the cache until its time ends. Shortly before, the secret is read in the background. After the
   * cache time, calls wait for a read at most one second. After that, and while reads fail, the earlier key is returned
   * immediately.
   *
   * @throws KeySecretError if the secret was never read successfully
   */
  current(): Promise<ManagedKeyValue>;
  /**
   * The key for a retry after this key was denied; undefined if there is no other key. Reads the secret again, unless an
   * earlier denial did so within `minRefreshIntervalMs`.
   */
  refreshAfter(denied: ManagedKeyValue, status?: DenialStatus): Promise<ManagedKeyValue | undefined>;
}

export function createSecretCache({
  cacheMs,
  minRefreshIntervalMs,
  ...reading
}: SecretCacheProps): SecretCache {
  const { clock } = reading;
  const reader = createSecretReader(reading);
  let rereading: Promise<unknown> | undefined;
  let rereadAtMs: number | undefined;
  // A 403 can also mean a missing permission, so the interval of reads that find no other key increases.
  let unchangedReads = 0;

  // A clock that was set back also ends the period.
  const isWithin = (sinceMs: number | undefined, lengthMs: number) =>
    sinceMs !== undefined && clock() >= sinceMs && clock() < sinceMs + lengthMs;

  const newerThan = ({ value }: ManagedKeyValue) => {
    const key = reader.held?.key;
    return key?.value === value ? undefined : key;
  };

  return {
    async current() {
      const { held, failedAtMs, isSlow } = reader;
      if (!held) return (await reader.read()).key;
      // Once a read has failed or is slow, no call waits: the held key is the best that there is.
      const isUsable = failedAtMs !== undefined || isSlow || isWithin(held.sinceMs, cacheMs);
      const isDue =
        !isWithin(held.sinceMs, cacheMs * REFRESH_AHEAD) && !isWithin(failedAtMs, minRefreshIntervalMs);
      if (!isUsable) return ((await reader.readShortly()) ?? held).key;
      if (isDue) reader.read().catch(() => {});
      return held.key;
    },

    async refreshAfter(denied, status = 401) {
      if (newerThan(denied)) return newerThan(denied);
      const waitMs =
        status === 403
          ? Math.max(
              minRefreshIntervalMs,
              Math.min(minRefreshIntervalMs * 2 ** unchangedReads, FORBIDDEN_REREAD_LIMIT_MS),
            )
          : minRefreshIntervalMs;
      if (!rereading && !isWithin(rereadAtMs, waitMs)) {
        rereadAtMs = clock();
        // A read that is already running can return the value from before the replacement.
        rereading = reader
          .settled()
          .then(reader.read)
          .finally(() => {
            rereading = undefined;
            // Counted from the end: a read that hangs must not make every denial wait.
            rereadAtMs = clock();
            unchangedReads = newerThan(denied) ? 0 : unchangedReads + 1;
          });
      }
      await rereading;
      return newerThan(denied);
    },
  };
}
