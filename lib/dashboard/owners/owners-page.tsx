import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { PagedTable } from '../shell/paged-table.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { CreateOwner } from './create-owner.tsx';
import { KIND_LABELS, ROLE_LABELS } from './owner-labels.ts';
import { OwnerStatusDialog } from './owner-status-dialog.tsx';

export type Owner = Response<'listOwners'>['items'][number];

/** The owners of keys: people with their roles, applications and accounts. */
export function OwnersPage() {
  const { client, tenant, can } = useTenant();
  const [isCreating, setCreating] = useState(false);
  const [changing, setChanging] = useState<Owner>();
  return (
    <>
      <PagedTable
        queryKey={['owners', tenant]}
        read={(query, signal) => client.call('listOwners', { params: { tenant }, query, signal })}
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
        columns={ownerColumns(tenant, can, setChanging)}
        empty="No owners yet"
      />
      {isCreating && <CreateOwner onClose={() => setCreating(false)} />}
      {changing && <OwnerStatusDialog owner={changing} onClose={() => setChanging(undefined)} />}
    </>
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
        <span className="break-anywhere">{name === null ? id : `${name} (${id})`}</span>
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
      cell: ({ status }) => (
        <StatusIndicator type={status === 'active' ? 'success' : 'stopped'} wrapText={false}>
          {status === 'active' ? 'Active' : 'Deactivated'}
        </StatusIndicator>
      ),
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

function Invitation({ owner: { email, signedIn } }: { readonly owner: Owner }) {
  if (email === null) return '–';
  return (
    <span className="break-anywhere">
      {email}
      {!signedIn && ' (invited)'}
    </span>
  );
}
