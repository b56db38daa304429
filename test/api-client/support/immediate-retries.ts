import { StandardRetryStrategy } from '@smithy/core/retry';

/** The retries of a client without waits. `pausedBefore` receives the number of each retry, from 0. */
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
