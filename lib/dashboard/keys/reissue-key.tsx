import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { relativeText } from '../shell/dates.ts';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { useTenant } from '../shell/tenant-context.ts';
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
    text: 'Creates another value with the same settings. The current value stays active until you revoke it.',
  },
  replace: {
    title: 'Replace immediately',
    text: 'Revokes the current value as compromised, with the keys that were created with it, and creates another value. Requests with the current value are denied from the next request on.',
  },
} as const;

/** The confirmation before a key gets a successor. */
export function ReissueKey({ keyItem, operation, onIssued, onClose }: ReissueKeyProps) {
  const { client, tenant, profile } = useTenant();
  const refresh = useRefreshKeys();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { title, text } = TEXTS[operation];
  const issue = useMutation({
    mutationFn: () => {
      const request = { params: { tenant, key: keyItem.id }, idempotencyKey };
      return operation === 'renew' ? client.call('renewKey', request) : client.call('replaceKey', request);
    },
    gcTime: 0,
    onSuccess: async (issued) => {
      onIssued(issued);
      await refresh();
    },
  });
  return (
    <Modal
      visible
      header={`${title}: ${keyItem.name ?? keyTerms(profile).key}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={issue.isPending} onClick={() => issue.mutate()}>
              {title}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {issue.error && <ErrorAlert error={issue.error} />}
        <Alert type={operation === 'renew' ? 'info' : 'warning'}>{text}</Alert>
        <Box>
          {keyItem.lastUsedAt ? `Last used ${relativeText(keyItem.lastUsedAt)}.` : 'It was never used.'}
        </Box>
      </SpaceBetween>
    </Modal>
  );
}
