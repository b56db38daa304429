import { type HeldKey, parseHeldKey } from './held-key.ts';
import { KeySecretError } from './key-secret-error.ts';

export interface KeySecretProps {
  /** Returns the text of the secret. */
  readonly read: () => Promise<string>;
  readonly cacheMs: number;
  readonly rereadMs: number;
  readonly readTimeoutMs: number;
  readonly onReadFailure: (error: KeySecretError) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** How an API denies a key: 401, or 403 for HTTP APIs, which deny everything with it. */
export type DenialStatus = 401 | 403;

/** The longest time between two reads that 403 responses cause, in milliseconds. */
const LONGEST_FORBIDDEN_REREAD_MS = 300_000;

/** The share of the cache time after which the secret is read in the background, so that calls do not wait for it. */
const REFRESH_AHEAD = 0.8;

/** The secret of a managed key, as its consumer knows it. Reads that are asked for at once are one. */
export interface KeySecret {
  /**
   * The key to call with: as it was read, until the cache ends. Shortly before, the secret is read in the background. After
   * the cache has ended, one call waits for a read; while reads fail, the earlier key is returned at once.
   *
   * @throws KeySecretError where none was ever read
   */
  current(): Promise<HeldKey>;
  /**
   * The key to call with after this one was refused; undefined where there is none other. Reads once more, unless a
   * refusal brought that about a moment ago.
   */
  after(refused: HeldKey, status?: DenialStatus): Promise<HeldKey | undefined>;
}

interface Reading {
  readonly key: HeldKey;
  /** Counted from before the call: what it answers may have been so only then. */
  readonly sinceMs: number;
}

export function createKeySecret({
  read,
  cacheMs,
  rereadMs,
  readTimeoutMs,
  onReadFailure,
  clock,
}: KeySecretProps): KeySecret {
  let known: Reading | undefined;
  let running: Promise<Reading> | undefined;
  let rereading: Promise<unknown> | undefined;
  let failedAtMs: number | undefined;
  let rereadAtMs: number | undefined;
  // A 403 can also mean a lacking permission: reads that it causes in vain become rarer.
  let vainReads = 0;

  // A clock that was set back ends the time, too.
  const isWithin = (sinceMs: number | undefined, lengthMs: number) =>
    sinceMs !== undefined && clock() >= sinceMs && clock() < sinceMs + lengthMs;

  const readAnew = (): Promise<Reading> => {
    running ??= readOrKeep().finally(() => {
      running = undefined;
    });
    return running;
  };

  const readOrKeep = async (): Promise<Reading> => {
    const sinceMs = clock();
    try {
      known = { key: parseHeldKey(await within(readTimeoutMs, textOf(read))), sinceMs };
      failedAtMs = undefined;
    } catch (error) {
      if (!known || !(error instanceof KeySecretError)) throw error;
      failedAtMs = clock();
      report(onReadFailure, error);
    }
    return known;
  };

  const otherThan = ({ value }: HeldKey) => (known?.key.value === value ? undefined : known?.key);

  return {
    async current() {
      if (!known) return (await readAnew()).key;
      const { key, sinceMs } = known;
      // Once a read has failed, no call waits for the next one: the held key is the best that there is.
      const isUsable = failedAtMs !== undefined || isWithin(sinceMs, cacheMs);
      const isDue = !isWithin(sinceMs, cacheMs * REFRESH_AHEAD) && !isWithin(failedAtMs, rereadMs);
      if (!isUsable) return (await readAnew()).key;
      if (isDue) readAnew().catch(() => {});
      return key;
    },

    async after(refused, status = 401) {
      if (otherThan(refused)) return otherThan(refused);
      const waitMs =
        status === 403
          ? Math.max(rereadMs, Math.min(rereadMs * 2 ** vainReads, LONGEST_FORBIDDEN_REREAD_MS))
          : rereadMs;
      if (!rereading && !isWithin(rereadAtMs, waitMs)) {
        rereadAtMs = clock();
        // What is being read already may have been answered before the value was replaced.
        rereading = settled(running)
          .then(readAnew)
          .finally(() => {
            rereading = undefined;
            // Counted from the end: a read that hangs must not make every denial wait.
            rereadAtMs = clock();
            vainReads = otherThan(refused) ? 0 : vainReads + 1;
          });
      }
      await rereading;
      return otherThan(refused);
    },
  };
}

async function settled(promise: Promise<unknown> | undefined): Promise<void> {
  await Promise.allSettled([promise]);
}

/** @throws KeySecretError if the read takes longer; it is not cancelled, and its late result is ignored */
async function within(limitMs: number, read: Promise<string>): Promise<string> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new KeySecretError('unreadable', `the secret was not read within ${limitMs / 1000} seconds`)),
    limitMs,
  );
  try {
    return await Promise.race([read, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** The value in use does not depend on what a callback does, whether it throws or rejects. */
function report(onReadFailure: (error: KeySecretError) => unknown, error: KeySecretError): void {
  try {
    Promise.resolve(onReadFailure(error)).catch(() => {});
  } catch {
    // Nothing can be reported about the reporter.
  }
}

async function textOf(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof KeySecretError) throw cause;
    throw new KeySecretError('unreadable', 'the secret of the managed key could not be read', { cause });
  }
}
