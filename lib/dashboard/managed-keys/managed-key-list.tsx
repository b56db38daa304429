import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { Expiry } from '../keys/key-status.tsx';
import { keyTerms } from '../keys/key-terms.ts';
import { instantText, relativeText } from '../shell/dates.ts';
import { PagedTable } from '../shell/paged-table.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { type ManagedKey, RotationState } from './rotation-state.tsx';

/** The managed keys of the tenant with their rotation state. */
export function ManagedKeyList() {
  const { client, tenant, profile } = useTenant();
  const terms = keyTerms(profile);
  return (
    <PagedTable
      queryKey={['managed-keys', tenant]}
      read={(query, signal) => client.call('listManagedKeys', { params: { tenant }, query, signal })}
      label={`Managed ${terms.keys}`}
      columns={columns(tenant, profile.policies.warnBeforeExpiryDays)}
      empty={`No managed ${terms.keys}`}
      emptyText={
        <>
          An operator creates one, or adopts an existing key, with{' '}
          <span className="mono">npx postern managed-keys create</span>.
        </>
      }
    />
  );
}

function columns(
  tenant: string,
  warnDays: readonly number[],
): readonly TableProps.ColumnDefinition<ManagedKey>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      minWidth: 200,
      isRowHeader: true,
      cell: ({ key, name }) => (
        <div className="break-anywhere">
          <Link href={hrefOf([tenant, 'managed-keys', key])}>{name ?? 'Unnamed'}</Link>
          <Box fontSize="body-s" color="text-body-secondary">
            <span className="mono">{key}</span>
          </Box>
        </div>
      ),
    },
    {
      id: 'state',
      header: 'Rotation',
      minWidth: 180,
      cell: (managed) => <RotationState managed={managed} />,
    },
    {
      id: 'owner',
      header: 'Owner',
      minWidth: 130,
      cell: ({ owner }) => <span className="break-anywhere">{owner ?? '–'}</span>,
    },
    {
      id: 'value',
      header: 'Value since',
      minWidth: 125,
      cell: ({ currentValueSince }) => <Moment at={currentValueSince} missing="–" />,
    },
    { id: 'next', header: 'Next rotation', minWidth: 150, cell: (managed) => <NextRotation {...managed} /> },
    {
      id: 'expires',
      header: 'Key expires',
      minWidth: 125,
      cell: ({ expiresAt }) => <Expiry at={expiresAt} warnDays={warnDays} />,
    },
  ];
}

/** When the next rotation is due, or why there is none. */
export function NextRotation({ schedule, nextRotationAt, paused, rotation }: ManagedKey) {
  if (rotation) return 'In progress';
  if (paused) return 'Paused';
  if (schedule === 'secrets-manager') return 'By Secrets Manager';
  return <Moment at={nextRotationAt} missing="On demand" />;
}

function Moment({ at, missing }: { readonly at: string | null; readonly missing: string }) {
  if (at === null) return missing;
  return (
    <span className="nowrap" title={instantText(at)}>
      {relativeText(at)}
    </span>
  );
}
