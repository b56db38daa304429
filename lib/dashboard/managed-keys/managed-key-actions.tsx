import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorText } from '../api/errors.ts';
import { LastUse } from '../keys/key-status.tsx';
import { useKey, useManagesKey, useRefreshKeys } from '../keys/use-keys.ts';
import { durationText, instantText } from '../shell/dates.ts';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import type { ManagedKeyStatus } from './rotation-state.tsx';

interface ManagedKeyActionsProps {
  readonly managed: ManagedKeyStatus;
}

/** The actions on a managed key. Those that change its value ask for a confirmation. */
export function ManagedKeyActions({ managed }: ManagedKeyActionsProps) {
  const { membership, can } = useTenant();
  const manages = useManagesKey();
  const key = useKey(managed.key);
  const [dialog, setDialog] = useState<'rotate' | 'replace'>();
  if (!key.data || membership.managedKeys === 'nothing') return null;
  if (!manages(key.data))
    return <Box color="text-body-secondary">{`Your role ${membership.role} does not manage this key.`}</Box>;
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <PauseButton managed={managed} />
        {can('replaceManagedKey') && (
          <Button onClick={() => setDialog('replace')}>Replace immediately</Button>
        )}
        {can('rotateKey') && (
          <Button variant="primary" disabled={managed.rotation !== null} onClick={() => setDialog('rotate')}>
            Rotate now
          </Button>
        )}
      </SpaceBetween>
      {dialog && (
        <ChangeValue
          managed={managed}
          operation={dialog}
          lastUsedAt={key.data.lastUsedAt}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

interface ChangeValueProps extends ManagedKeyActionsProps {
  readonly operation: 'rotate' | 'replace';
  readonly lastUsedAt: string | null | undefined;
  readonly onClose: () => void;
}

function ChangeValue({ managed, operation, lastUsedAt, onClose }: ChangeValueProps) {
  const { client, tenant } = useTenant();
  const refresh = useRefreshKeys();
  const title = operation === 'rotate' ? 'Rotate now' : 'Replace immediately';
  const change = useMutation({
    mutationFn: () =>
      client.call(operation === 'rotate' ? 'rotateKey' : 'replaceManagedKey', {
        params: { tenant, key: managed.key },
      }),
    onSuccess: ({ propagatedBy }) => {
      flash({
        type: 'success',
        header: operation === 'rotate' ? 'Rotation started' : 'Replacement started',
        content: `Every consumer has the new value by ${instantText(propagatedBy)}.`,
      });
      onClose();
    },
    onSettled: refresh,
  });
  return (
    <Dialog
      title={`${title}: ${managed.name ?? managed.key}`}
      action={title}
      isPending={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      {operation === 'rotate' ? (
        <Alert type="info">
          {`Postern stores a new value in the secret. The old value is accepted for ${durationText(managed.overlapSeconds)} more, so no request is denied.`}
        </Alert>
      ) : (
        <Alert type="warning">
          All other values are denied from the next request on, and the sessions and keys that were created
          with them end. Requests are denied until each consumer has read the new value. Use it for a leaked
          value.
        </Alert>
      )}
      <Box>
        <LastUse at={lastUsedAt} />
      </Box>
    </Dialog>
  );
}

function PauseButton({ managed: { key, paused, version } }: ManagedKeyActionsProps) {
  const { client, tenant, can } = useTenant();
  const refresh = useRefreshKeys();
  const operation = paused ? 'resumeRotation' : 'pauseRotation';
  const change = useMutation({
    mutationFn: () => client.call(operation, { params: { tenant, key }, ifVersion: version }),
    onSuccess: () =>
      flash({ type: 'success', header: `Scheduled rotation ${paused ? 'resumed' : 'paused'}` }),
    onError: (error) => {
      const { title, text } = errorText(error);
      flash({ type: 'error', header: title, content: text });
    },
    onSettled: refresh,
  });
  if (!can(operation)) return null;
  return (
    <Button loading={change.isPending} onClick={() => change.mutate()}>
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}
