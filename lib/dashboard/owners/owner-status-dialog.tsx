import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import type { Owner } from './owners-page.tsx';

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
    onSuccess: async () => {
      flash({ type: 'success', header: `${owner.name ?? owner.id} ${verb.toLowerCase()}d` });
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Modal
      visible
      header={`${verb} ${owner.name ?? owner.id}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={change.isPending} onClick={() => change.mutate()}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {change.error && <ErrorAlert error={change.error} />}
        <Alert type={isActive ? 'warning' : 'info'}>
          {isActive
            ? 'All keys that are bound to this owner are denied from the next request on. A person cannot sign in any more. You can reactivate the owner later.'
            : 'Active keys that are bound to this owner are accepted again from the next request on. A person can sign in again.'}
        </Alert>
      </SpaceBetween>
    </Modal>
  );
}
