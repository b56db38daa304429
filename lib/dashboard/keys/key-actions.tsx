import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { Response } from '../api/client.ts';
import { errorText } from '../api/errors.ts';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { CreatedKey } from './created-key.tsx';
import { EndKeys } from './end-keys.tsx';
import { keyTerms } from './key-terms.ts';
import { ReissueKey } from './reissue-key.tsx';
import { useManagesKey, useRefreshKeys } from './use-keys.ts';

type KeyDetails = Response<'showKey'>;
/** The changes with a confirmation. */
const DIALOGS = {
  renew: { label: 'Renew', operation: 'renewKey' },
  replace: { label: 'Replace immediately', operation: 'replaceKey' },
  delete: { label: 'Delete', operation: 'deleteKey' },
  revoke: { label: 'Revoke', operation: 'revokeKey' },
} as const;
type Dialog = keyof typeof DIALOGS;

interface KeyActionsProps {
  readonly keyItem: KeyDetails;
}

/** The actions on one key. Each that ends a value asks for a confirmation. */
export function KeyActions({ keyItem }: KeyActionsProps) {
  const { profile, membership, can } = useTenant();
  const manages = useManagesKey();
  const [dialog, setDialog] = useState<Dialog>();
  const [issued, setIssued] = useState<Response<'renewKey'>>();
  const close = () => setDialog(undefined);
  if (membership.managedKeys === 'nothing') return null;
  if (!manages(keyItem)) {
    return (
      <Box color="text-body-secondary">{`Your role ${membership.role} does not manage this ${keyTerms(profile).key}.`}</Box>
    );
  }
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <StateButton keyItem={keyItem} />
        {dialogsOf(keyItem, profile)
          .filter((each) => can(DIALOGS[each].operation))
          .map((each) => (
            <Button key={each} onClick={() => setDialog(each)}>
              {DIALOGS[each].label}
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

/** The dialogs that the status of a key allows. The operation with which the product ends keys is last. */
function dialogsOf({ status }: KeyDetails, { displayNames }: KeyProfileView): readonly Dialog[] {
  if (status === 'revoked') return [];
  if (status === 'deleted') return ['revoke'];
  const ends: readonly Dialog[] =
    displayNames.endKey === 'revoke' ? ['delete', 'revoke'] : ['revoke', 'delete'];
  return status === 'active' ? ['renew', 'replace', ...ends] : ends;
}

const STATE_CHANGES = {
  disableKey: { label: 'Disable', done: 'disabled' },
  enableKey: { label: 'Enable', done: 'enabled' },
  restoreKey: { label: 'Restore', done: 'restored' },
} as const;
type StateChange = keyof typeof STATE_CHANGES;

function stateChangeOf({ status }: KeyDetails): StateChange | undefined {
  if (status === 'revoked') return undefined;
  if (status === 'deleted') return 'restoreKey';
  return status === 'disabled' ? 'enableKey' : 'disableKey';
}

function StateButton({ keyItem }: KeyActionsProps) {
  const { can } = useTenant();
  const operation = stateChangeOf(keyItem);
  const change = useStateChange(keyItem);
  if (!operation || !can(operation)) return null;
  return (
    <Button loading={change.isPending} onClick={() => change.mutate(operation)}>
      {STATE_CHANGES[operation].label}
    </Button>
  );
}

/** A change that the user can undo, so that it needs no confirmation. */
function useStateChange({ id, version }: KeyDetails) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  return useMutation({
    mutationFn: (operation: StateChange) =>
      client.call(operation, { params: { tenant, key: id }, ifVersion: version }),
    onSuccess: (_, operation) =>
      flash({ type: 'success', header: `${keyTerms(profile).key} ${STATE_CHANGES[operation].done}` }),
    onError: (error) => {
      const { title, text } = errorText(error);
      flash({ type: 'error', header: title, content: text });
    },
    onSettled: refresh,
  });
}
