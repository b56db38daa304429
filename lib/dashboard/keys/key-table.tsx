import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { EmptyState } from '../shell/empty-state.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { keyColumns } from './key-columns.tsx';
import { KeyFilters } from './key-filters.tsx';
import type { KeyItem } from './key-status.tsx';
import { endOperation, keysTitle, keyTerms } from './key-terms.ts';
import { type KeyFilter, useManagesKey } from './use-keys.ts';

export interface KeyTableProps {
  readonly items: readonly KeyItem[];
  readonly isLoading: boolean;
  readonly isRefreshing: boolean;
  /** The error of the last request. The filters stay usable, because a filter can be the cause. */
  readonly error: ReactNode;
  /** Whether the items are all keys that match. */
  readonly isComplete: boolean;
  readonly filter: KeyFilter;
  readonly selected: readonly KeyItem[];
  readonly pagination: ReactNode;
  readonly onSelect: (keys: readonly KeyItem[]) => void;
  readonly onFilter: (change: Partial<KeyFilter>) => void;
  readonly onRefresh: () => void;
  readonly onCreate: () => void;
  readonly onEnd: () => void;
}

/** One page of the key list, with its filters and actions. */
export function KeyTable(props: KeyTableProps) {
  const { profile, tenant, can } = useTenant();
  const manages = useManagesKey();
  const terms = keyTerms(profile);
  return (
    <Table
      variant="full-page"
      trackBy="id"
      wrapLines
      items={props.items}
      loading={props.isLoading}
      loadingText={`Loading ${terms.keys}`}
      columnDefinitions={keyColumns(profile, tenant)}
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
          <KeyFilters filter={props.filter} onChange={props.onFilter} />
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
  if (Object.values(filter).every((each) => each === '')) {
    return (
      <EmptyState
        title={`No ${terms.keys} yet`}
        text={
          can('createKey')
            ? `Create an ${terms.key} and send it with each request. Its value is shown once.`
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
      action={
        <Button onClick={() => onFilter({ search: '', status: '', owner: '', environment: '' })}>
          Clear filters
        </Button>
      }
    />
  );
}

function isEnded({ status }: KeyItem): boolean {
  return status === 'revoked' || status === 'deleted';
}
