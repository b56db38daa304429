import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import { Dialog } from '../shell/dialog.tsx';
import { type Membership, useTenant } from '../shell/tenant-context.ts';
import { CreateKeyForm, type NewKey, newKeyBody } from './create-key-form.tsx';
import { CreatedKey } from './created-key.tsx';
import { exceedingPermissions } from './exceeding-permissions.ts';
import { useRefreshKeys } from './use-keys.ts';

/** The default permissions that the role of the user allows. */
function allowedDefaults({ defaultPermissions }: KeyProfileView, membership: Membership) {
  const exceeding = exceedingPermissions(defaultPermissions, membership);
  return defaultPermissions.filter((each) => !exceeding.includes(each));
}

interface CreateKeyProps {
  readonly onClose: () => void;
}

/**
 * The dialog that creates a key and then shows its value once (MH-14). The value exists only in the state of this
 * dialog: neither the address nor a cache contains it, and closing the dialog discards it.
 */
export function CreateKey({ onClose }: CreateKeyProps) {
  const { client, tenant, profile, membership } = useTenant();
  const refresh = useRefreshKeys();
  // One key per opened form, also if the first response is lost.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [key, setKey] = useState<NewKey>(() => ({
    owner: profile.ownerKinds.includes('person') ? membership.owner : '',
    name: '',
    environment: profile.defaultEnvironment,
    permissions: allowedDefaults(profile, membership),
    expiry: 'default',
    expiresOn: '',
    metadata: '',
  }));
  const [isSubmitted, setSubmitted] = useState(false);
  const creation = useMutation({
    mutationFn: (body: NonNullable<ReturnType<typeof newKeyBody>>) =>
      client.call('createKey', { params: { tenant }, body, idempotencyKey }),
    gcTime: 0,
    onSuccess: refresh,
  });
  const close = () => {
    creation.reset();
    onClose();
  };
  const submit = () => {
    setSubmitted(true);
    const body = newKeyBody(key, profile);
    if (body) creation.mutate(body);
  };
  if (creation.data) return <CreatedKey issued={creation.data} onClose={close} />;
  return (
    <Dialog
      title={profile.displayNames.createKey}
      action={profile.displayNames.createKey}
      isPending={creation.isPending}
      error={creation.error}
      onSubmit={submit}
      onClose={close}
    >
      <CreateKeyForm value={key} isSubmitted={isSubmitted} onChange={setKey} />
    </Dialog>
  );
}
