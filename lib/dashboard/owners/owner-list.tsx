import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { PagedTable } from '../shell/paged-table.tsx';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { useDraft } from '../shell/use-draft.ts';
import { CreateOwner } from './create-owner.tsx';
import { Invitation, type Owner, OwnerStatus } from './owner-facts.tsx';
import { KIND_LABELS, ROLE_LABELS } from './owner-labels.ts';
import { OwnerStatusDialog } from './owner-status-dialog.tsx';

const KINDS = [
  { value: '', label: 'Any kind' },
  ...Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label })),
];

/** The owners of keys: people with their roles, applications and accounts. */
export function OwnerList() {
  const { client, tenant, can } = useTenant();
  const { query } = useRoute();
  const [isCreating, setCreating] = useState(false);
  const [changing, setChanging] = useState<Owner>();
  const filter = { kind: query.get('kind') ?? '', search: query.get('search') ?? '' };
  const isFiltered = filter.kind !== '' || filter.search !== '';
  return (
    <>
      <PagedTable
        queryKey={['owners', tenant, filter]}
        read={(page, signal) =>
          client.call('listOwners', { params: { tenant }, query: { ...page, ...filter }, signal })
        }
        label="Owners"
        header={
          <Header
            variant="h1"
            description="The people, applications and accounts that keys belong to."
            actions={
              can('createOwner') && (
                <Button variant="primary" onClick={() => setCreating(true)}>
                  Add owner
                </Button>
              )
            }
          >
            Owners
          </Header>
        }
        filter={<OwnerFilters {...filter} />}
        columns={ownerColumns(tenant, can, setChanging)}
        empty={isFiltered ? 'No owners match' : 'No owners yet'}
      />
      {isCreating && <CreateOwner onClose={() => setCreating(false)} />}
      {changing && <OwnerStatusDialog owner={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}

interface OwnerFiltersProps {
  readonly kind: string;
  readonly search: string;
}

/** The filters of the list, which are in the address. */
function OwnerFilters({ kind, search }: OwnerFiltersProps) {
  const { tenant } = useTenant();
  const [text, setText] = useDraft(search);
  const show = (change: Partial<OwnerFiltersProps>) =>
    navigate(hrefOf([tenant, 'owners'], { kind, search: text.trim(), ...change }), { replace: true });
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        show({});
      }}
    >
      <Input
        type="search"
        ariaLabel="Find owners"
        placeholder="Find by name, ID or email, then press Enter"
        value={text}
        onChange={({ detail }) => {
          setText(detail.value);
          if (detail.value === '') show({ search: '' });
        }}
      />
      <Select
        ariaLabel="Kind"
        options={KINDS}
        selectedOption={KINDS.find(({ value }) => value === kind) ?? null}
        onChange={({ detail }) => show({ kind: detail.selectedOption.value ?? '' })}
      />
    </form>
  );
}

function ownerColumns(
  tenant: string,
  can: ReturnType<typeof useTenant>['can'],
  onChange: (owner: Owner) => void,
): readonly TableProps.ColumnDefinition<Owner>[] {
  return [
    {
      id: 'id',
      header: 'Owner',
      minWidth: 180,
      isRowHeader: true,
      cell: ({ id, name }) => (
        <span className="break-anywhere">
          <Link href={hrefOf([tenant, 'owners', id])}>{name === null ? id : `${name} (${id})`}</Link>
        </span>
      ),
    },
    { id: 'kind', header: 'Kind', minWidth: 115, cell: ({ kind }) => KIND_LABELS[kind] },
    { id: 'role', header: 'Role', minWidth: 115, cell: ({ role }) => (role ? ROLE_LABELS[role] : '–') },
    { id: 'email', header: 'Email', minWidth: 200, cell: (owner) => <Invitation owner={owner} /> },
    { id: 'plan', header: 'Plan', minWidth: 85, cell: ({ plan }) => plan ?? '–' },
    {
      id: 'status',
      header: 'Status',
      minWidth: 130,
      cell: (owner) => <OwnerStatus owner={owner} />,
    },
    {
      id: 'actions',
      header: 'Actions',
      minWidth: 180,
      cell: (owner) => (
        <SpaceBetween direction="horizontal" size="xs">
          {can('listKeys') && (
            <Link href={hrefOf([tenant, 'keys'], { owner: owner.id })} ariaLabel={`Keys of ${owner.id}`}>
              Keys
            </Link>
          )}
          {can(owner.status === 'active' ? 'deactivateOwner' : 'reactivateOwner') && (
            <Button
              variant="inline-link"
              ariaLabel={`${owner.status === 'active' ? 'Deactivate' : 'Reactivate'} ${owner.id}`}
              onClick={() => onChange(owner)}
            >
              {owner.status === 'active' ? 'Deactivate' : 'Reactivate'}
            </Button>
          )}
        </SpaceBetween>
      ),
    },
  ];
}
