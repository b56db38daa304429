import type { KeySecretError } from './key-secret-error.ts';

/** What is needed of the client of `@aws-sdk/client-secrets-manager`: `new SecretsManager()`. */
export interface SecretsManagerLike {
  getSecretValue(input: { SecretId: string }): Promise<{ SecretString?: string | undefined }>;
}

/** Where the secret is read: from Secrets Manager, or by a function of your own that returns its text. */
export type KeySource =
  | { readonly secretId: string; readonly secrets: SecretsManagerLike }
  | { readonly read: () => Promise<string> };

export interface ReadingOptions {
  /**
   * For how long what was read is used, in seconds: at most as long as the managed key's consumer cache says, for
   * which its overlap was computed. Shortly before it ends, the secret is read in the background. 0 reads for each request.
   *
   * @default 3600
   */
  readonly cacheTtlSeconds?: number;
  /**
   * The shortest time between two reads that a refusal or a failed read brings about, in seconds.
   *
   * @default 5
   */
  readonly minRefreshIntervalSeconds?: number;
  /**
   * How long a read may take, in seconds. After that it has failed, and an earlier value stays in use. While one is
   * held, calls wait for a read at most a second: later calls get the earlier value at once, while the secret is read in the
   * background.
   *
   * @default 10
   */
  readonly readTimeoutSeconds?: number;
  /**
   * Called if a read failed while an earlier value can still be used. What it throws is ignored.
   *
   * @default - failures are not reported
   */
  readonly onReadFailure?: (error: KeySecretError) => void;
}

export type ManagedKeyOptions = KeySource & ReadingOptions;

const LONGEST_CACHE_SECONDS = 86_400;
const SHORTEST_REREAD_SECONDS = 1;
const LONGEST_REREAD_SECONDS = 3600;
const SHORTEST_TIMEOUT_SECONDS = 1;
const LONGEST_TIMEOUT_SECONDS = 300;

/** @throws RangeError that says what is allowed */
export function readingTimes({
  cacheTtlSeconds = 3600,
  minRefreshIntervalSeconds = 5,
  readTimeoutSeconds = 10,
}: ReadingOptions) {
  assertWithin('cacheTtlSeconds', cacheTtlSeconds, 0, LONGEST_CACHE_SECONDS);
  assertWithin(
    'minRefreshIntervalSeconds',
    minRefreshIntervalSeconds,
    SHORTEST_REREAD_SECONDS,
    LONGEST_REREAD_SECONDS,
  );
  assertWithin('readTimeoutSeconds', readTimeoutSeconds, SHORTEST_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS);
  return {
    cacheMs: cacheTtlSeconds * 1000,
    minRefreshIntervalMs: minRefreshIntervalSeconds * 1000,
    readTimeoutMs: readTimeoutSeconds * 1000,
  };
}

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new RangeError(`managedKey()'s '${name}' is ${value}; allowed are ${least} to ${most} seconds`);
}
