import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { errorText } from '../api/errors.ts';
import { Dialog } from '../shell/dialog.tsx';
import { flash } from '../shell/flash.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { LastUse } from './key-status.tsx';
import { keyTerms } from './key-terms.ts';
import { useRefreshKeys } from './use-keys.ts';

interface ReissueKeyProps {
  readonly keyItem: Response<'showKey'>;
  /** `renew` leaves the old value active; `replace` revokes it as compromised. */
  readonly operation: 'renew' | 'replace';
  readonly onIssued: (issued: Response<'renewKey'>) => void;
  readonly onClose: () => void;
}

const TEXTS = {
  renew: {
    title: 'Renew',
    text: 'Creates another key with the same settings and another value. Choose how long the current value stays valid, so that every service can switch to the new one.',
  },
  replace: {
    title: 'Replace immediately',
    text: 'Revokes the current value as compromised, with the keys that were created with it, and creates another value. Requests with the current value are denied from the next request on.',
  },
} as const;

const SECONDS_PER_DAY = 86_400;

/** How long the current value stays valid. */
const GRACE_PERIODS = [
  { value: '', label: 'Until I revoke it' },
  { value: '3600', label: '1 hour' },
  { value: String(SECONDS_PER_DAY), label: '1 day' },
  { value: String(7 * SECONDS_PER_DAY), label: '7 days' },
  { value: String(30 * SECONDS_PER_DAY), label: '30 days' },
];

/** The confirmation before a key gets a successor. */
export function ReissueKey({ keyItem, operation, onIssued, onClose }: ReissueKeyProps) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { title, text } = TEXTS[operation];
  const [graceSeconds, setGraceSeconds] = useState('');
  const endCurrent = useEndCurrent(keyItem);
  const issue = useMutation({
    mutationFn: () => {
      const request = { params: { tenant, key: keyItem.id }, idempotencyKey };
      return operation === 'renew' ? client.call('renewKey', request) : client.call('replaceKey', request);
    },
    gcTime: 0,
    onSuccess: async (issued) => {
      // The new value is shown first: it must not be lost if the next request fails.
      onIssued(issued);
      if (operation === 'renew' && graceSeconds !== '') await endCurrent(Number(graceSeconds));
      await refresh();
    },
  });
  return (
    <Dialog
      title={`${title}: ${keyItem.name ?? keyTerms(profile).key}`}
      action={title}
      isPending={issue.isPending}
      error={issue.error}
      onSubmit={() => issue.mutate()}
      onClose={onClose}
    >
      <Alert type={operation === 'renew' ? 'info' : 'warning'}>{text}</Alert>
      {operation === 'renew' && (
        <FormField label="The current value stays valid">
          <Select
            options={GRACE_PERIODS}
            selectedOption={GRACE_PERIODS.find(({ value }) => value === graceSeconds) ?? null}
            onChange={({ detail }) => setGraceSeconds(detail.selectedOption.value ?? '')}
          />
        </FormField>
      )}
      <Box>
        <LastUse at={keyItem.lastUsedAt} />
      </Box>
    </Dialog>
  );
}

/** Sets the expiry of the renewed key. An earlier expiry stays as it is. */
function useEndCurrent({ id, expiresAt, version }: Response<'showKey'>) {
  const { client, tenant } = useTenant();
  return async (graceSeconds: number) => {
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.now() + graceSeconds * 1000) return;
    try {
      await client.call('updateKey', {
        params: { tenant, key: id },
        body: { expiresInSeconds: graceSeconds },
        ifVersion: version,
      });
    } catch (error) {
      const { title, text } = errorText(error);
      flash({ type: 'error', header: `The current value stays valid. ${title}`, content: text });
    }
  };
}
