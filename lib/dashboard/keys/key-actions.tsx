import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { errorText } from '../api/errors.ts';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { CreatedKey } from './created-key.tsx';
import { EndKeys } from './end-keys.tsx';
import { keyTerms } from './key-terms.ts';
import { ReissueKey } from './reissue-key.tsx';
import { useRefreshKeys } from './use-keys.ts';

type KeyDetails = Response<'showKey'>;
type Dialog = 'revoke' | 'delete' | 'renew' | 'replace';

interface KeyActionsProps {
  readonly keyItem: KeyDetails;
}

/** The actions on one key. Each that ends a value asks for a confirmation. */
export function KeyActions({ keyItem }: KeyActionsProps) {
  const { profile, can } = useTenant();
  const [dialog, setDialog] = useState<Dialog>();
  const [issued, setIssued] = useState<Response<'renewKey'>>();
  const close = () => setDialog(undefined);
  if (!can('updateKey')) return null;
  const { status } = keyItem;
  const isLive = status !== 'revoked' && status !== 'deleted';
  const { endKey } = profile.displayNames;
  const ends = endKey === 'revoke' ? (['delete', 'revoke'] as const) : (['revoke', 'delete'] as const);
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {isLive && <StateButton keyItem={keyItem} />}
        {status === 'deleted' && can('restoreKey') && <RestoreButton keyItem={keyItem} />}
        {status === 'active' && <Button onClick={() => setDialog('renew')}>Renew</Button>}
        {status === 'active' && <Button onClick={() => setDialog('replace')}>Replace immediately</Button>}
        {ends
          .filter((each) => isLive || (each === 'revoke' && status === 'deleted'))
          .map((each) => (
            <Button key={each} onClick={() => setDialog(each)}>
              {each === 'revoke' ? 'Revoke' : 'Delete'}
            </Button>
          ))}
      </SpaceBetween>
      {(dialog === 'revoke' || dialog === 'delete') && (
        <EndKeys keys={[keyItem]} operation={dialog} onClose={close} />
      )}
      {(dialog === 'renew' || dialog === 'replace') && (
        <ReissueKey
          keyItem={keyItem}
          operation={dialog}
          onClose={close}
          onIssued={(key) => {
            setIssued(key);
            close();
          }}
        />
      )}
      {issued && <CreatedKey issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}

function StateButton({ keyItem: { id, status, version } }: KeyActionsProps) {
  const isDisabled = status === 'disabled';
  const change = useChange(isDisabled ? 'enableKey' : 'disableKey', isDisabled ? 'enabled' : 'disabled');
  return (
    <Button loading={change.isPending} onClick={() => change.mutate({ id, version })}>
      {isDisabled ? 'Enable' : 'Disable'}
    </Button>
  );
}

function RestoreButton({ keyItem: { id, version } }: KeyActionsProps) {
  const change = useChange('restoreKey', 'restored');
  return (
    <Button loading={change.isPending} onClick={() => change.mutate({ id, version })}>
      Restore
    </Button>
  );
}

/** A change that the user can undo, so that it needs no confirmation. */
function useChange(operation: 'enableKey' | 'disableKey' | 'restoreKey', done: string) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  return useMutation({
    mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
      client.call(operation, { params: { tenant, key: id }, ifVersion: version }),
    onSuccess: () => flash({ type: 'success', header: `${keyTerms(profile).key} ${done}` }),
    onError: (error) => {
      const { title, text } = errorText(error);
      flash({ type: 'error', header: title, content: text });
    },
    onSettled: refresh,
  });
}
