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
  disable: { label: 'Disable', operation: 'disableKey' },
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
        <UndoButton keyItem={keyItem} />
        {dialogsOf(keyItem, profile)
          .filter((each) => can(DIALOGS[each].operation))
          .map((each) => (
            <Button key={each} onClick={() => setDialog(each)}>
              {DIALOGS[each].label}
            </Button>
          ))}
      </SpaceBetween>
      {(dialog === 'disable' || dialog === 'revoke' || dialog === 'delete') && (
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
  if (status === 'disabled') return ends;
  return status === 'active' ? ['disable', 'renew', 'replace', ...ends] : ['disable', ...ends];
}

/** The changes that accept a key again. They need no confirmation. */
const UNDOS = {
  enableKey: { label: 'Enable', done: 'enabled' },
  restoreKey: { label: 'Restore', done: 'restored' },
} as const;
type Undo = keyof typeof UNDOS;

function undoOf({ status }: KeyDetails): Undo | undefined {
  if (status === 'deleted') return 'restoreKey';
  return status === 'disabled' ? 'enableKey' : undefined;
}

function UndoButton({ keyItem }: KeyActionsProps) {
  const { can } = useTenant();
  const operation = undoOf(keyItem);
  const change = useUndo(keyItem);
  if (!operation || !can(operation)) return null;
  return (
    <Button loading={change.isPending} onClick={() => change.mutate(operation)}>
      {UNDOS[operation].label}
    </Button>
  );
}

function useUndo({ id, version }: KeyDetails) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  return useMutation({
    mutationFn: (operation: Undo) =>
      client.call(operation, { params: { tenant, key: id }, ifVersion: version }),
    onSuccess: (_, operation) =>
      flash({ type: 'success', header: `${keyTerms(profile).key} ${UNDOS[operation].done}` }),
    onError: (error) => {
      const { title, text } = errorText(error);
      flash({ type: 'error', header: title, content: text });
    },
    onSettled: refresh,
  });
}
