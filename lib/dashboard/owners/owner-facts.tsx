import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Response } from '../api/client.ts';

export type Owner = Response<'listOwners'>['items'][number];

/** Whether the keys of an owner are accepted. */
export function OwnerStatus({ owner: { status } }: { readonly owner: Owner }) {
  return (
    <StatusIndicator type={status === 'active' ? 'success' : 'stopped'} wrapText={false}>
      {status === 'active' ? 'Active' : 'Deactivated'}
    </StatusIndicator>
  );
}

/** The email address of a person, and whether the person has signed in. */
export function Invitation({ owner: { email, signedIn } }: { readonly owner: Owner }) {
  if (email === null) return '–';
  return (
    <span className="break-anywhere">
      {email}
      {!signedIn && ' (invited)'}
    </span>
  );
}
