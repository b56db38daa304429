import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';
import { ErrorAlert } from './error-alert.tsx';

const PAGE_SIZE = '50';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface PagedTableProps<Item> {
  readonly queryKey: QueryKey;
  readonly read: (
    query: { readonly limit: string; readonly cursor: string | undefined },
    signal: AbortSignal,
  ) => Promise<Page<Item>>;
  readonly label: string;
  readonly header?: ReactNode;
  readonly columns: readonly TableProps.ColumnDefinition<Item>[];
  readonly empty: string;
  /** The next step if there are no items. */
  readonly emptyText?: ReactNode;
  readonly filter?: ReactNode;
}

/**
 * A listing that grows by one page at a time. A page can be empty and have a next page. After an error, the filter and the
 * items that are loaded stay usable.
 */
export function PagedTable<Item>({
  queryKey,
  read,
  label,
  header,
  columns,
  empty,
  emptyText,
  filter,
}: PagedTableProps<Item>) {
  const listing = useInfiniteQuery({
    queryKey: [...queryKey],
    queryFn: ({ pageParam, signal }) => read({ limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const retry = () => void (listing.isFetchNextPageError ? listing.fetchNextPage() : listing.refetch());
  const items = listing.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SpaceBetween size="m">
      <Table
        wrapLines
        items={items}
        loading={listing.isPending}
        loadingText={`Loading: ${label}`}
        ariaLabels={{ tableLabel: label }}
        header={header}
        filter={filter}
        columnDefinitions={columns}
        empty={listing.error ? undefined : <EmptyState title={empty} text={emptyText} />}
      />
      {listing.error && <ErrorAlert error={listing.error} onRetry={retry} />}
      {listing.hasNextPage && (
        <Button loading={listing.isFetchingNextPage} onClick={() => void listing.fetchNextPage()}>
          Show more
        </Button>
      )}
    </SpaceBetween>
  );
}
