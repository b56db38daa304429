import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { hasProblem } from '../api/errors.ts';
import { ErrorAlert } from './error-alert.tsx';

export interface LoadedProps<Data> {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  /** Replaces the content if nothing has the ID of the address (default: the error). */
  readonly notFound?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** The data of a query, which stays after a failed refresh; before it is loaded, the error or a spinner. */
export function Loaded<Data>({ query: { data, error, refetch }, notFound, children }: LoadedProps<Data>) {
  if (notFound && hasProblem(error, 'not-found', 'not-managed', 'invalid-request', 'invalid-path'))
    return notFound;
  if (data !== undefined) return children(data);
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  return (
    <Box textAlign="center" padding="l">
      <Spinner size="large" />
    </Box>
  );
}
