import type { ManagedKeyValue } from './managed-key-value.ts';
import { createSecretReader, type SecretReaderProps } from './secret-reader.ts';

export interface SecretCacheProps extends SecretReaderProps {
  readonly cacheMs: number;
  readonly minRefreshIntervalMs: number;
}

/** How an API denies a key: 401, or 403 for HTTP APIs, which deny everything with it. */
export type DenialStatus = 401 | 403;

/** The longest time between two reads that 403 responses cause, in milliseconds. */
const LONGEST_FORBIDDEN_REREAD_MS = 300_000;

/** The share of the cache time after which the secret is read in the background, so that calls do not wait for it. */
const REFRESH_AHEAD = 0.8;

/** The secret of a managed key, as its consumer knows it. Reads that are asked for at once are one. */
export interface SecretCache {
  /**
   * The key to call with: as it was read, until the cache ends. Shortly before, the secret is read in the background. After
   * the cache has ended, calls wait for a read, at most a second; after that, and while reads fail, the earlier key is
   * returned at once.
   *
   * @throws KeySecretError where none was ever read
   */
  current(): Promise<ManagedKeyValue>;
  /**
   * The key to call with after this one was refused; undefined where there is none other. Reads once more, unless a
   * refusal brought that about a moment ago.
   */
  refreshAfter(refused: ManagedKeyValue, status?: DenialStatus): Promise<ManagedKeyValue | undefined>;
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
  // A 403 can also mean a lacking permission: reads that it causes in vain become rarer.
  let vainReads = 0;

  // A clock that was set back ends the time, too.
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

    async refreshAfter(refused, status = 401) {
      if (newerThan(refused)) return newerThan(refused);
      const waitMs =
        status === 403
          ? Math.max(
              minRefreshIntervalMs,
              Math.min(minRefreshIntervalMs * 2 ** vainReads, LONGEST_FORBIDDEN_REREAD_MS),
            )
          : minRefreshIntervalMs;
      if (!rereading && !isWithin(rereadAtMs, waitMs)) {
        rereadAtMs = clock();
        // What is being read already may have been answered before the value was replaced.
        rereading = reader
          .settled()
          .then(reader.read)
          .finally(() => {
            rereading = undefined;
            // Counted from the end: a read that hangs must not make every denial wait.
            rereadAtMs = clock();
            vainReads = newerThan(refused) ? 0 : vainReads + 1;
          });
      }
      await rereading;
      return newerThan(refused);
    },
  };
}
