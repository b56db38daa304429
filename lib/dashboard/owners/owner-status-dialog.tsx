import Alert from '@cloudscape-design/components/alert';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import type { Owner } from './owner-facts.tsx';

interface OwnerStatusDialogProps {
  readonly owner: Owner;
  readonly onClose: () => void;
}

/** The confirmation before an owner is deactivated or reactivated, with its consequences (MB-07). */
export function OwnerStatusDialog({ owner, onClose }: OwnerStatusDialogProps) {
  const { client, tenant } = useTenant();
  const queries = useQueryClient();
  const isActive = owner.status === 'active';
  const verb = isActive ? 'Deactivate' : 'Reactivate';
  const change = useMutation({
    mutationFn: () =>
      client.call(isActive ? 'deactivateOwner' : 'reactivateOwner', {
        params: { tenant, owner: owner.id },
        ifVersion: owner.version,
      }),
    onSuccess: () => {
      flash({ type: 'success', header: `${owner.name ?? owner.id} ${verb.toLowerCase()}d` });
      onClose();
    },
    // After an error, too: another user may have changed the owner.
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Dialog
      title={`${verb} ${owner.name ?? owner.id}`}
      action={verb}
      isPending={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <Alert type={isActive ? 'warning' : 'info'}>{consequences(owner)}</Alert>
    </Dialog>
  );
}

function consequences({ status, kind }: Owner): string {
  const texts =
    status === 'active'
      ? [
          'All keys that are bound to this owner are denied from the next request on.',
          kind === 'person' && 'The person cannot sign in any more.',
          'You can reactivate the owner later.',
        ]
      : [
          'Active keys that are bound to this owner are accepted again from the next request on.',
          kind === 'person' && 'The person can sign in again.',
        ];
  return texts.filter(Boolean).join(' ');
}
