import type { KeySecretError } from './key-secret-error.ts';

/** The used part of `new SecretsManager()` from `@aws-sdk/client-secrets-manager`. */
export interface SecretsManagerLike {
  getSecretValue(input: { SecretId: string }): Promise<{ SecretString?: string | undefined }>;
}

/** The source of the secret: Secrets Manager, or your own function that returns the secret string. */
export type KeySource =
  | { readonly secretId: string; readonly secrets: SecretsManagerLike }
  | { readonly read: () => Promise<string> };

export interface ReadingOptions {
  /**
   * The cache time of the secret, in seconds. It must not exceed the consumer cache time of the managed key, which
   * determines the overlap. Shortly before the end, the secret is read in the background. 0 reads it for each request.
   *
   * @default 3600
   */
  readonly cacheTtlSeconds?: number;
  /**
   * The minimum interval of reads after a denial or a failed read, in seconds.
   *
   * @default 5
   */
  readonly minRefreshIntervalSeconds?: number;
  /**
   * The timeout of a read, in seconds. After a timeout the earlier value stays in use. If there is an earlier value, calls
   * wait for a read at most one second. Later calls get the earlier value immediately, while the read continues in the
   * background.
   *
   * @default 10
   */
  readonly readTimeoutSeconds?: number;
  /**
   * Called if a read failed while an earlier value can still be used. Its errors are ignored.
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

/** @throws RangeError with the allowed range */
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
