import { StandardRetryStrategy } from '@smithy/core/retry';

/** The retries of a client without pauses. `pausedBefore` are the retries that they waited for, from 0. */
export function immediateRetries(pausedBefore: number[] = []): StandardRetryStrategy {
  const backoff = {
    computeNextBackoffDelay: (retry: number) => {
      pausedBefore.push(retry);
      return 0;
    },
    setDelayBase: () => {},
  };
  return new StandardRetryStrategy({ maxAttempts: 3, backoff });
}
