import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Body } from '../api/client.ts';
import { errorText } from '../api/errors.ts';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { type KeyItem, LastUse } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { useRefreshKeys } from './use-keys.ts';

type Reason = NonNullable<NonNullable<Body<'revokeKey'>>['reason']>;

const REASONS: readonly { readonly value: Reason; readonly label: string; readonly description: string }[] = [
  { value: 'unspecified', label: 'No reason', description: 'The key is not needed any more.' },
  { value: 'superseded', label: 'Superseded', description: 'Another key has replaced it.' },
  {
    value: 'compromised',
    label: 'Compromised',
    description: 'The value has leaked. Keys that were created with it are revoked, too.',
  },
];

type EndOperation = 'revoke' | 'delete' | 'disable';

const TEXTS: Readonly<Record<EndOperation, { readonly verb: string; readonly undo: string }>> = {
  revoke: { verb: 'Revoke', undo: 'You cannot undo this.' },
  delete: { verb: 'Delete', undo: 'You can restore it for 30 days.' },
  disable: { verb: 'Disable', undo: 'You can enable it again.' },
};

interface EndKeysProps {
  readonly keys: readonly KeyItem[];
  /** The operation (default: that of the product). */
  readonly operation?: EndOperation | undefined;
  readonly onClose: () => void;
}

/** The confirmation before keys end or are disabled. It shows the last use of each key, and then the result of each. */
export function EndKeys({ keys, operation, onClose }: EndKeysProps) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  const endKey = operation ?? profile.displayNames.endKey;
  const [reason, setReason] = useState<Reason>('unspecified');
  const [results, setResults] = useState<ReadonlyMap<string, 'done' | string>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const terms = keyTerms(profile);
  const { verb, undo } = TEXTS[endKey];
  const remaining = keys.filter(({ id }) => results.get(id) !== 'done');
  const endOne = ({ id, version }: KeyItem) => {
    const request = { params: { tenant, key: id }, ifVersion: version };
    if (endKey === 'revoke') return client.call('revokeKey', { ...request, body: { reason } });
    return client.call(endKey === 'delete' ? 'deleteKey' : 'disableKey', request);
  };
  const endAll = async () => {
    setRunning(true);
    const all = new Map(results);
    for (const key of remaining) {
      try {
        await endOne(key);
        all.set(key.id, 'done');
      } catch (error) {
        const { title, text } = errorText(error);
        all.set(key.id, `${title}. ${text}`);
      }
      setResults(new Map(all));
    }
    setRunning(false);
    await refresh();
    if (![...all.values()].every((each) => each === 'done')) return;
    flash({ type: 'success', header: `${countText(keys.length, terms)} ${verb.toLowerCase()}d` });
    onClose();
  };
  return (
    <Dialog
      title={`${verb} ${keys.length === 1 ? terms.key : countText(keys.length, terms)}`}
      action={verb}
      isPending={isRunning}
      onSubmit={() => void endAll()}
      onClose={onClose}
    >
      <Alert type="warning">{`Requests with this value are denied from the next request on. ${undo}`}</Alert>
      <KeyResults keys={keys} results={results} />
      {endKey === 'revoke' && (
        <FormField label="Reason" description="It is stored in the audit trail.">
          <Select
            options={REASONS}
            selectedOption={REASONS.find(({ value }) => value === reason) ?? null}
            onChange={({ detail }) =>
              setReason(REASONS.find(({ value }) => value === detail.selectedOption.value)?.value ?? reason)
            }
          />
        </FormField>
      )}
    </Dialog>
  );
}

interface KeyResultsProps {
  readonly keys: readonly KeyItem[];
  readonly results: ReadonlyMap<string, 'done' | string>;
}

function KeyResults({ keys, results }: KeyResultsProps) {
  return (
    <ul className="key-results">
      {keys.map(({ id, name, hint, lastUsedAt }) => {
        const result = results.get(id);
        return (
          <li key={id} className="break-anywhere">
            <Box variant="strong">{name ?? 'Unnamed'}</Box> <span className="mono">{hint}</span>
            <Box color="text-body-secondary">
              <LastUse at={lastUsedAt} />
            </Box>
            {result === 'done' && <StatusIndicator type="success">Done</StatusIndicator>}
            {result !== undefined && result !== 'done' && (
              <StatusIndicator type="error">{result}</StatusIndicator>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function countText(count: number, { key, keys }: { readonly key: string; readonly keys: string }): string {
  return count === 1 ? `1 ${key}` : `${count} ${keys}`;
}
