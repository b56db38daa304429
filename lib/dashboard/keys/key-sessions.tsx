import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { instantText, relativeText } from '../shell/dates.ts';
import { Dialog } from '../shell/dialog.tsx';
import { firstOf } from '../shell/first-of.ts';
import { flash } from '../shell/flash.tsx';
import { PagedTable } from '../shell/paged-table.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { useManagesKey } from './use-keys.ts';

type Session = Response<'listKeySessions'>['items'][number];

const STATUSES: Readonly<
  Record<Session['status'], { readonly type: StatusIndicatorProps.Type; readonly label: string }>
> = {
  active: { type: 'success', label: 'Active' },
  ended: { type: 'stopped', label: 'Ended' },
  expired: { type: 'stopped', label: 'Expired' },
  'owner-deactivated': { type: 'warning', label: 'Owner deactivated' },
  'tenant-suspended': { type: 'warning', label: 'Tenant suspended' },
  unknown: { type: 'warning', label: 'Unknown' },
};

/** The sessions that were created with a key. A session can outlive its key. */
export function KeySessions({ keyItem }: { readonly keyItem: Response<'showKey'> }) {
  const { client, tenant, can } = useTenant();
  const manages = useManagesKey();
  const [ending, setEnding] = useState<Session>();
  const { id } = keyItem;
  const onEnd = can('endKeySession') && manages(keyItem) ? setEnding : undefined;
  return (
    <>
      <PagedTable
        queryKey={['sessions', tenant, id]}
        read={(query, signal) =>
          client.call('listKeySessions', { params: { tenant, key: id }, query, signal })
        }
        label="Sessions"
        header={
          <Header variant="h2" description="Short-lived credentials that were created with this key.">
            Sessions
          </Header>
        }
        columns={columns(onEnd)}
        empty="No sessions"
      />
      {ending && <EndSession session={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function columns(
  onEnd: ((session: Session) => void) | undefined,
): readonly TableProps.ColumnDefinition<Session>[] {
  const all: readonly TableProps.ColumnDefinition<Session>[] = [
    {
      id: 'user',
      header: 'User',
      minWidth: 160,
      isRowHeader: true,
      cell: ({ user, id }) => (
        <span className="break-anywhere" title={id}>
          {user}
        </span>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      minWidth: 110,
      cell: ({ status }) => (
        <StatusIndicator type={STATUSES[status].type} wrapText={false}>
          {STATUSES[status].label}
        </StatusIndicator>
      ),
    },
    {
      id: 'permissions',
      header: 'Permissions',
      minWidth: 120,
      cell: ({ permissions }) => <span title={permissions.join(', ')}>{firstOf(permissions, 3)}</span>,
    },
    { id: 'created', header: 'Created', minWidth: 200, cell: ({ createdAt }) => instantText(createdAt) },
    { id: 'expires', header: 'Expires', minWidth: 120, cell: ({ expiresAt }) => relativeText(expiresAt) },
  ];
  if (!onEnd) return all;
  const actions: TableProps.ColumnDefinition<Session> = {
    id: 'actions',
    header: 'Actions',
    minWidth: 90,
    cell: (session) =>
      session.status === 'active' ? (
        <Button
          variant="inline-link"
          ariaLabel={`End the session of ${session.user}`}
          onClick={() => onEnd(session)}
        >
          End
        </Button>
      ) : (
        '–'
      ),
  };
  return [...all, actions];
}

interface EndSessionProps {
  readonly session: Session;
  readonly onClose: () => void;
}

function EndSession({ session: { id, key, user, version }, onClose }: EndSessionProps) {
  const { client, tenant } = useTenant();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      client.call('endKeySession', { params: { tenant, key, session: id }, ifVersion: version }),
    onSuccess: () => {
      flash({ type: 'success', header: `Session of ${user} ended` });
      onClose();
    },
    onSettled: () =>
      Promise.all(
        ['sessions', 'key', 'audit'].map((first) => queries.invalidateQueries({ queryKey: [first] })),
      ),
  });
  return (
    <Dialog
      title={`End the session of ${user}`}
      action="End session"
      isPending={end.isPending}
      error={end.error}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      Requests with this session are denied from the next request on. The key and its other sessions stay
      valid.
    </Dialog>
  );
}
