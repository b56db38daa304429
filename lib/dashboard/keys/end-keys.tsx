import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { ApiClient, Body } from '../api/client.ts';
import { type ErrorText, errorText, problemText } from '../api/errors.ts';
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
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const terms = keyTerms(profile);
  const { verb, undo } = TEXTS[endKey];
  const remaining = keys.filter(({ id }) => results.get(id) !== 'done');
  const endOne = ({ id, version }: KeyItem) => {
    const request = { params: { tenant, key: id }, ifVersion: version };
    if (endKey === 'revoke') return client.call('revokeKey', { ...request, body: { reason } });
    return client.call(endKey === 'delete' ? 'deleteKey' : 'disableKey', request);
  };
  const show = (next: Iterable<readonly [string, Result]>) =>
    setResults((shown) => new Map([...shown, ...next]));
  const endAll = async () => {
    setRunning(true);
    const isBulk = endKey === 'revoke' && remaining.length > 1;
    const ended = isBulk
      ? await revokeAll({ client, tenant, reason }, remaining)
      : await oneByOne(remaining, endOne, (id, result) => show([[id, result]]));
    show(ended);
    setRunning(false);
    await refresh();
    if (!ended.every(([, result]) => result === 'done')) return;
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
      <Alert type="warning">{`Requests with ${keys.length === 1 ? 'this value' : 'these values'} are denied from the next request on. ${undo}`}</Alert>
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

/** `done`, or the problem with its next step. */
type Result = 'done' | string;
type Results = readonly (readonly [string, Result])[];

interface BulkRevocation {
  readonly client: ApiClient;
  readonly tenant: string;
  readonly reason: Reason;
}

/** Revokes several keys in one request. A page has fewer keys than the request may have. */
async function revokeAll(
  { client, tenant, reason }: BulkRevocation,
  keys: readonly KeyItem[],
): Promise<Results> {
  try {
    const body = { keys: keys.map(({ id, version }) => ({ id, version })), reason };
    const { results } = await client.call('revokeKeys', { params: { tenant }, body });
    return results.map(({ id, problem }) => [id, problem === null ? 'done' : textOf(problemText(problem))]);
  } catch (error) {
    return keys.map(({ id }) => [id, textOf(errorText(error))]);
  }
}

/** Ends one key after the other, and reports each result at once. */
async function oneByOne(
  keys: readonly KeyItem[],
  endOne: (key: KeyItem) => Promise<unknown>,
  onResult: (id: string, result: Result) => void,
): Promise<Results> {
  const results: (readonly [string, Result])[] = [];
  for (const key of keys) {
    const result = await endOne(key).then(
      () => 'done',
      (error: unknown) => textOf(errorText(error)),
    );
    onResult(key.id, result);
    results.push([key.id, result]);
  }
  return results;
}

function textOf({ title, text }: ErrorText): string {
  return text === '' ? title : `${title}. ${text}`;
}

interface KeyResultsProps {
  readonly keys: readonly KeyItem[];
  readonly results: ReadonlyMap<string, Result>;
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
