import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { limitsText } from '../../contracts/http/limit-text.ts';
import { AuditEvents } from '../audit/audit-events.tsx';
import { keyTerms } from '../keys/key-terms.ts';
import { Budgets } from '../limits/budgets.tsx';
import { instantText } from '../shell/dates.ts';
import { ItemPage } from '../shell/item-page.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { EditOwner } from './edit-owner.tsx';
import { Invitation, type Owner, OwnerStatus } from './owner-facts.tsx';
import { KIND_LABELS, ROLE_LABELS } from './owner-labels.ts';
import { OwnerStatusDialog } from './owner-status-dialog.tsx';

/** One owner: settings, limits with their use, and the changes of the owner. */
export function OwnerPage({ id }: { readonly id: string }) {
  const { client, tenant, can } = useTenant();
  const owner = useQuery({
    queryKey: ['owners', tenant, 'one', id],
    queryFn: ({ signal }) => client.call('showOwner', { params: { tenant, owner: id }, signal }),
  });
  return (
    <ItemPage
      query={owner}
      list={{ text: 'All owners', href: hrefOf([tenant, 'owners']) }}
      missing={{ title: 'Owner not found', text: 'No owner of this tenant has this ID.' }}
      title={(data) => data.name ?? data.id}
      actions={(data) => <OwnerActions owner={data} />}
    >
      {(data) => (
        <SpaceBetween size="l">
          <Settings owner={data} />
          {can('showOwnerLimits') && <Budgets subject={{ kind: 'owner', id }} />}
          {can('listAuditEvents') && <AuditEvents filter={{ owner: id }} />}
        </SpaceBetween>
      )}
    </ItemPage>
  );
}

function OwnerActions({ owner }: { readonly owner: Owner }) {
  const { can } = useTenant();
  const [dialog, setDialog] = useState<'edit' | 'status'>();
  const isActive = owner.status === 'active';
  const close = () => setDialog(undefined);
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {can(isActive ? 'deactivateOwner' : 'reactivateOwner') && (
          <Button onClick={() => setDialog('status')}>{isActive ? 'Deactivate' : 'Reactivate'}</Button>
        )}
        {can('updateOwner') && isActive && <Button onClick={() => setDialog('edit')}>Edit</Button>}
      </SpaceBetween>
      {dialog === 'edit' && <EditOwner owner={owner} onClose={close} />}
      {dialog === 'status' && <OwnerStatusDialog owner={owner} onClose={close} />}
    </>
  );
}

function Settings({ owner }: { readonly owner: Owner }) {
  const { tenant, profile, can } = useTenant();
  const { id, kind, role, plan, limits, allowedAddresses, createdAt } = owner;
  const { keys } = keyTerms(profile);
  return (
    <Container header={<Header variant="h2">Settings</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: <OwnerStatus owner={owner} /> },
          { label: 'ID', value: <span className="break-anywhere">{id}</span> },
          { label: 'Kind', value: KIND_LABELS[kind] },
          ...(role ? [{ label: 'Role', value: ROLE_LABELS[role] }] : []),
          ...(kind === 'person' ? [{ label: 'Email', value: <Invitation owner={owner} /> }] : []),
          { label: 'Plan', value: plan ?? 'None' },
          ...(limits.length > 0 ? [{ label: 'Own limits', value: limitsText(limits) }] : []),
          ...(allowedAddresses.length > 0
            ? [{ label: 'Allowed addresses', value: allowedAddresses.join(', ') }]
            : []),
          { label: 'Created', value: instantText(createdAt) },
          ...(can('listKeys')
            ? [
                {
                  label: keys,
                  value: <Link href={hrefOf([tenant, 'keys'], { owner: id })}>{`Show the ${keys}`}</Link>,
                },
              ]
            : []),
        ]}
      />
    </Container>
  );
}
