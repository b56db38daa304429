import { type HeldKey, parseHeldKey } from './held-key.ts';
import { KeySecretError } from './key-secret-error.ts';

export interface KeySecretProps {
  /** Returns the text of the secret. */
  readonly read: () => Promise<string>;
  readonly cacheMs: number;
  readonly rereadMs: number;
  readonly onReadFailure: (error: KeySecretError) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The secret of a managed key, as its consumer knows it. Reads that are asked for at once are one. */
export interface KeySecret {
  /**
   * The key to call with: as it was read, until the cache ends. Where it can't be read again, the earlier one.
   *
   * @throws KeySecretError where none was ever read
   */
  current(): Promise<HeldKey>;
  /**
   * The key to call with after this one was refused; undefined where there is none other. Reads once more, unless a
   * refusal brought that about a moment ago.
   */
  after(refused: HeldKey): Promise<HeldKey | undefined>;
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
  onReadFailure,
  clock,
}: KeySecretProps): KeySecret {
  let known: Reading | undefined;
  let running: Promise<Reading> | undefined;
  let rereading: Promise<unknown> | undefined;
  let failedAtMs: number | undefined;
  let rereadAtMs: number | undefined;

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
      known = { key: parseHeldKey(await textOf(read)), sinceMs };
      failedAtMs = undefined;
    } catch (error) {
      if (!known || !(error instanceof KeySecretError)) throw error;
      failedAtMs = clock();
      onReadFailure(error);
    }
    return known;
  };

  const otherThan = ({ value }: HeldKey) => (known?.key.value === value ? undefined : known?.key);

  return {
    async current() {
      const isUsable = isWithin(known?.sinceMs, cacheMs) || isWithin(failedAtMs, rereadMs);
      return known && isUsable ? known.key : (await readAnew()).key;
    },

    async after(refused) {
      if (otherThan(refused)) return otherThan(refused);
      if (!rereading && !isWithin(rereadAtMs, rereadMs)) {
        rereadAtMs = clock();
        // What is being read already may have been answered before the value was replaced.
        rereading = settled(running)
          .then(readAnew)
          .finally(() => {
            rereading = undefined;
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

async function textOf(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof KeySecretError) throw cause;
    throw new KeySecretError('unreadable', 'the secret of the managed key could not be read', { cause });
  }
}
