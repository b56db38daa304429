import Pagination from '@cloudscape-design/components/pagination';
import { lazy, Suspense, useState } from 'react';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { storedHiddenColumns, storeHiddenColumns } from './hidden-columns.ts';
import { USAGE_COLUMN } from './key-columns.tsx';
import { filterOf, type KeyFilter } from './key-filter.ts';
import type { KeyItem } from './key-status.tsx';
import { KeyTable } from './key-table.tsx';
import { useKeys } from './use-keys.ts';

// The list is the first page that users see, so that it loads nothing that it does not show.
const KeyPage = lazy(async () => ({ default: (await import('./key-page.tsx')).KeyPage }));
const CreateKey = lazy(async () => ({ default: (await import('./create-key.tsx')).CreateKey }));
const EndKeys = lazy(async () => ({ default: (await import('./end-keys.tsx')).EndKeys }));

const PAGE_SIZE = 25;

/** The keys of the tenant, or the key of the address. */
export function KeysPage() {
  const { item } = useRoute();
  return item === undefined ? <KeyList /> : <KeyPage id={item} />;
}

function KeyList() {
  const { tenant, features } = useTenant();
  const { query } = useRoute();
  const filter = filterOf(query);
  const [hiddenColumns, setHiddenColumns] = useState(storedHiddenColumns);
  const hasUsage = features.usage && !hiddenColumns.includes(USAGE_COLUMN);
  const keys = useKeys(filter, { limit: PAGE_SIZE, hasUsage });
  const [page, setPage] = useState(1);
  const [selected, setSelected] = useState<readonly KeyItem[]>([]);
  const [dialog, setDialog] = useState<'create' | 'end' | 'disable'>();
  const pages = keys.data?.pages ?? [];
  const showPage = async (wanted: number) => {
    if (wanted > pages.length && (await keys.fetchNextPage()).isError) return;
    setPage(wanted);
    setSelected([]);
  };
  const filterBy = (next: Partial<KeyFilter>) => {
    setPage(1);
    setSelected([]);
    navigate(hrefOf([tenant, 'keys'], { ...filter, ...next }), { replace: true });
  };
  return (
    <>
      <KeyTable
        items={pages[page - 1]?.items ?? []}
        isLoading={keys.isPending || keys.isFetchingNextPage}
        error={keys.error && <ErrorAlert error={keys.error} onRetry={() => void keys.refetch()} />}
        isRefreshing={keys.isRefetching}
        isComplete={pages.length === 1 && !keys.hasNextPage}
        filter={filter}
        hiddenColumns={hiddenColumns}
        onHideColumns={(ids) => {
          storeHiddenColumns(ids);
          setHiddenColumns(ids);
        }}
        selected={selected}
        onSelect={setSelected}
        onFilter={filterBy}
        onRefresh={() => void keys.refetch()}
        onCreate={() => setDialog('create')}
        onEnd={() => setDialog('end')}
        onDisable={() => setDialog('disable')}
        pagination={
          <Pagination
            currentPageIndex={page}
            pagesCount={pages.length}
            openEnd={keys.hasNextPage}
            onChange={({ detail }) => void showPage(detail.currentPageIndex)}
            ariaLabels={PAGE_LABELS}
          />
        }
      />
      <Suspense>
        {dialog === 'create' && <CreateKey onClose={() => setDialog(undefined)} />}
        {(dialog === 'end' || dialog === 'disable') && (
          <EndKeys
            keys={dialog === 'disable' ? selected.filter(({ status }) => status !== 'disabled') : selected}
            operation={dialog === 'disable' ? 'disable' : undefined}
            onClose={() => {
              setDialog(undefined);
              setSelected([]);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

const PAGE_LABELS = {
  nextPageLabel: 'Next page',
  previousPageLabel: 'Previous page',
  pageLabel: (number: number) => `Page ${number}`,
};
