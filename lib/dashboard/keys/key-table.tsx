import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { lazy, type ReactNode, Suspense } from 'react';
import { EmptyState } from '../shell/empty-state.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { keyColumns } from './key-columns.tsx';
import { isEmpty, type KeyFilter, NO_FILTER } from './key-filter.ts';
import type { KeyItem } from './key-status.tsx';
import { endOperation, keysTitle, keyTerms } from './key-terms.ts';
import { useManagesKey } from './use-keys.ts';

// The first paint needs neither the filters nor the preferences.
const KeyFilters = lazy(async () => ({ default: (await import('./key-filters.tsx')).KeyFilters }));
const ColumnPreferences = lazy(async () => ({
  default: (await import('./column-preferences.tsx')).ColumnPreferences,
}));

export interface KeyTableProps {
  readonly items: readonly KeyItem[];
  readonly isLoading: boolean;
  readonly isRefreshing: boolean;
  /** The error of the last request. The filters stay usable, because a filter can be the cause. */
  readonly error: ReactNode;
  /** Whether the items are all keys that match. */
  readonly isComplete: boolean;
  readonly filter: KeyFilter;
  readonly hiddenColumns: readonly string[];
  readonly onHideColumns: (ids: readonly string[]) => void;
  readonly selected: readonly KeyItem[];
  readonly pagination: ReactNode;
  readonly onSelect: (keys: readonly KeyItem[]) => void;
  readonly onFilter: (change: Partial<KeyFilter>) => void;
  readonly onRefresh: () => void;
  readonly onCreate: () => void;
  readonly onEnd: () => void;
  readonly onDisable: () => void;
}

/** One page of the key list, with its filters and actions. */
export function KeyTable(props: KeyTableProps) {
  const { profile, tenant, can } = useTenant();
  const manages = useManagesKey();
  const terms = keyTerms(profile);
  const { hiddenColumns: hidden } = props;
  const columns = keyColumns(profile, tenant);
  return (
    <Table
      variant="full-page"
      trackBy="id"
      wrapLines
      items={props.items}
      loading={props.isLoading}
      loadingText={`Loading ${terms.keys}`}
      columnDefinitions={columns.filter(({ id }) => id === undefined || !hidden.includes(id))}
      {...sortingOf(columns, props)}
      preferences={
        <Suspense>
          <ColumnPreferences columns={columns} hidden={hidden} onChange={props.onHideColumns} />
        </Suspense>
      }
      selectionType={can(endOperation(profile)) ? 'multi' : undefined}
      selectedItems={props.selected}
      isItemDisabled={(key) => isEnded(key) || !manages(key)}
      onSelectionChange={({ detail }) => props.onSelect(detail.selectedItems)}
      ariaLabels={{
        tableLabel: keysTitle(profile),
        selectionGroupLabel: `${terms.keys} to ${terms.end.toLowerCase()}`,
        allItemsSelectionLabel: () => `Select all ${terms.keys} of this page`,
        itemSelectionLabel: (_, key) => `Select ${key.name ?? key.id}`,
      }}
      header={<KeyTableHeader {...props} />}
      filter={
        <SpaceBetween size="s">
          <Suspense fallback={<div className="filters loading" />}>
            <KeyFilters filter={props.filter} onChange={props.onFilter} />
          </Suspense>
          {props.error}
        </SpaceBetween>
      }
      pagination={props.pagination}
      empty={props.error ? undefined : <NoKeys {...props} />}
    />
  );
}

function KeyTableHeader({
  items,
  selected,
  isComplete,
  isRefreshing,
  onRefresh,
  onEnd,
  onDisable,
  onCreate,
}: KeyTableProps) {
  const { profile, can } = useTenant();
  const terms = keyTerms(profile);
  return (
    <Header
      variant="awsui-h1-sticky"
      counter={isComplete ? `(${items.length})` : undefined}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            iconName="refresh"
            ariaLabel={`Refresh ${terms.keys}`}
            loading={isRefreshing}
            onClick={onRefresh}
          />
          {can('disableKey') && (
            <Button disabled={!selected.some(({ status }) => status !== 'disabled')} onClick={onDisable}>
              Disable
            </Button>
          )}
          {can(endOperation(profile)) && (
            <Button disabled={selected.length === 0} onClick={onEnd}>
              {terms.end}
            </Button>
          )}
          <CreateButton onCreate={onCreate} />
        </SpaceBetween>
      }
    >
      {keysTitle(profile)}
    </Header>
  );
}

function CreateButton({ onCreate }: Pick<KeyTableProps, 'onCreate'>) {
  const { profile, can } = useTenant();
  if (!can('createKey')) return null;
  return (
    <Button variant="primary" onClick={onCreate}>
      {profile.displayNames.createKey}
    </Button>
  );
}

function NoKeys({ filter, isComplete, onFilter, onCreate }: KeyTableProps) {
  const { profile, membership, can } = useTenant();
  const terms = keyTerms(profile);
  if (isEmpty(filter)) {
    return (
      <EmptyState
        title={`No ${terms.keys} yet`}
        text={
          can('createKey')
            ? `Create the first ${terms.key} and send it with each request. Its value is shown once.`
            : `Your role ${membership.role} cannot create ${terms.keys}.`
        }
        action={<CreateButton onCreate={onCreate} />}
      />
    );
  }
  return (
    <EmptyState
      title="No matches"
      text={isComplete ? undefined : 'No match so far. The next page continues the search.'}
      action={<Button onClick={() => onFilter(NO_FILTER)}>Clear filters</Button>}
    />
  );
}

function isEnded({ status }: KeyItem): boolean {
  return status === 'revoked' || status === 'deleted';
}

/** The orders of the API as the sorting of a column: by creation in both directions, by expiry with the earliest first. */
function sortingOf(
  columns: readonly TableProps.ColumnDefinition<KeyItem>[],
  { filter: { sort }, onFilter }: Pick<KeyTableProps, 'filter' | 'onFilter'>,
): Pick<TableProps<KeyItem>, 'sortingColumn' | 'sortingDescending' | 'onSortingChange'> {
  const sortedBy = sort === 'expiry' ? 'expires' : 'created';
  const column = columns.find(({ id }) => id === sortedBy);
  return {
    ...(column && { sortingColumn: column }),
    sortingDescending: sort !== 'oldest' && sort !== 'expiry',
    onSortingChange: ({ detail: { sortingColumn, isDescending } }) => {
      if (sortingColumn.sortingField === 'expiresAt') onFilter({ sort: sort === 'expiry' ? '' : 'expiry' });
      else onFilter({ sort: isDescending ? '' : 'oldest' });
    },
  };
}
