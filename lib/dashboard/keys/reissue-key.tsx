import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { Dialog } from '../shell/dialog.tsx';
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
    <Dialog
      title={`${title}: ${keyItem.name ?? keyTerms(profile).key}`}
      action={title}
      isPending={issue.isPending}
      error={issue.error}
      onSubmit={() => issue.mutate()}
      onClose={onClose}
    >
      <Alert type={operation === 'renew' ? 'info' : 'warning'}>{text}</Alert>
      <Box>
        <LastUse at={keyItem.lastUsedAt} />
      </Box>
    </Dialog>
  );
}
