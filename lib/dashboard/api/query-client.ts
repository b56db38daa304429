import { QueryClient } from '@tanstack/react-query';
import { ApiError, UnreachableError } from './errors.ts';

const RETRIES = 2;

/** Reads are repeated if a retry can succeed. Changes are never repeated by themselves. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < RETRIES && isRetryable(error),
      retryDelay: (count, error) =>
        error instanceof ApiError ? (error.retryAfterMs ?? 1000) : 500 * 2 ** count,
    },
    mutations: { retry: false },
  },
});

function isRetryable(error: Error): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.retryAfterMs !== undefined);
}
