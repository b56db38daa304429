import { KeySecretError } from './key-secret-error.ts';
import { type ManagedKeyValue, parseManagedKeyValue } from './managed-key-value.ts';

export interface SecretReaderProps {
  /** Returns the text of the secret. */
  readonly read: () => Promise<string>;
  readonly readTimeoutMs: number;
  readonly onReadFailure: (error: KeySecretError) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export interface Reading {
  readonly key: ManagedKeyValue;
  /** Before the call, because the response can be as old as the request. */
  readonly sinceMs: number;
}

/** Reads the secret, with at most one read at a time, and holds the last result. */
export interface SecretReader {
  /** The last successful read; undefined before the first one. */
  readonly held: Reading | undefined;
  /** When the last read failed; undefined if it succeeded. */
  readonly failedAtMs: number | undefined;
  /** Whether a read is running for which calls have waited long enough. */
  readonly isSlow: boolean;
  /**
   * Joins the running read or starts one. If the read fails, the held reading is returned.
   *
   * @throws KeySecretError if no reading is held
   */
  read(): Promise<Reading>;
  /** Like `read`, but undefined if it takes longer than a second since the first waiting call. The read continues. */
  readShortly(): Promise<Reading | undefined>;
  /** Waits for the read that is running, however it ends. */
  settled(): Promise<void>;
}

/** How long calls wait for a read while an earlier key is held, in milliseconds. */
const SHORTLY_MS = 1000;

export function createSecretReader({
  read,
  readTimeoutMs,
  onReadFailure,
  clock,
}: SecretReaderProps): SecretReader {
  let held: Reading | undefined;
  let failedAtMs: number | undefined;
  let running: Promise<Reading> | undefined;
  let slow: Promise<Reading> | undefined;
  let waiting: Promise<Reading | undefined> | undefined;

  const readOrKeep = async (): Promise<Reading> => {
    const sinceMs = clock();
    try {
      const text = await within(readTimeoutMs, textOf(read), () => {
        throw new KeySecretError(
          'secret-unavailable',
          `the secret was not read within ${readTimeoutMs / 1000} seconds`,
        );
      });
      held = { key: parseManagedKeyValue(text), sinceMs };
      failedAtMs = undefined;
    } catch (error) {
      if (!held || !(error instanceof KeySecretError)) throw error;
      failedAtMs = clock();
      report(onReadFailure, error);
    }
    return held;
  };

  const join = (): Promise<Reading> => {
    running ??= readOrKeep().finally(() => {
      running = undefined;
    });
    return running;
  };

  const waitFor = (reading: Promise<Reading>): Promise<Reading | undefined> =>
    within(SHORTLY_MS, reading, () => {
      slow = reading;
      return undefined;
    });

  return {
    get held() {
      return held;
    },
    get failedAtMs() {
      return failedAtMs;
    },
    get isSlow() {
      return running !== undefined && running === slow;
    },
    read: join,
    readShortly() {
      waiting ??= waitFor(join()).finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
    async settled() {
      await Promise.allSettled([running]);
    },
  };
}

/** The result of a promise, or of `instead` after the limit. The promise is not cancelled; its late result is ignored. */
async function within<Result, Instead>(
  limitMs: number,
  promise: Promise<Result>,
  instead: () => Instead,
): Promise<Result | Instead> {
  const { promise: tooLong, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(() => resolve(LATE), limitMs);
  try {
    const result = await Promise.race([promise, tooLong]);
    return result === LATE ? instead() : result;
  } finally {
    clearTimeout(timer);
  }
}
const LATE = Symbol('late');

/** Calls the callback. Its errors are ignored, so that they cannot affect the value in use. */
function report(onReadFailure: (error: KeySecretError) => unknown, error: KeySecretError): void {
  try {
    Promise.resolve(onReadFailure(error)).catch(() => {});
  } catch {
    // There is no other callback that could receive this error.
  }
}

async function textOf(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof KeySecretError) throw cause;
    throw new KeySecretError('secret-unavailable', 'the secret of the managed key could not be read', {
      cause,
    });
  }
}
