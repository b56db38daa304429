import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Response } from '../api/client.ts';
import { daysUntil, dayText, instantText, relativeText } from '../shell/dates.ts';
import { useTenant } from '../shell/tenant-context.ts';

export type KeyItem = Response<'listKeys'>['items'][number];
export type KeyStatus = KeyItem['status'];

const TYPES: Readonly<Record<KeyStatus, StatusIndicatorProps.Type>> = {
  active: 'success',
  disabled: 'stopped',
  deleted: 'stopped',
  revoked: 'error',
  expired: 'error',
  'owner-deactivated': 'warning',
  'tenant-suspended': 'warning',
  unknown: 'warning',
};

export const STATUS_LABELS: Readonly<Record<KeyStatus, string>> = {
  active: 'Active',
  disabled: 'Disabled',
  deleted: 'Deleted',
  revoked: 'Revoked',
  expired: 'Expired',
  'owner-deactivated': 'Owner deactivated',
  'tenant-suspended': 'Tenant suspended',
  unknown: 'Unknown',
};

/** Whether a key is accepted now, or why not. */
export function KeyStatusIndicator({ status }: { readonly status: KeyStatus }) {
  return (
    <StatusIndicator type={TYPES[status]} wrapText={false}>
      {STATUS_LABELS[status]}
    </StatusIndicator>
  );
}

/** When a key was last used. Without usage tracking, the deployment does not know. */
export function LastUsed({ at }: { readonly at: string | null | undefined }) {
  const { features } = useTenant();
  if (at === undefined || !features.usage) return '–';
  return at === null ? (
    'Never'
  ) : (
    <span className="nowrap" title={instantText(at)}>
      {relativeText(at)}
    </span>
  );
}

/** The last use of a key as a sentence, for the confirmation before its value ends. */
export function LastUse({ at }: { readonly at: string | null | undefined }) {
  const { features } = useTenant();
  if (at === undefined || !features.usage) return 'The last use is unknown';
  return at === null ? 'Never used' : `Last used ${relativeText(at)}`;
}

interface ExpiryProps {
  readonly at: string | null;
  /** The profile warns this many days before. */
  readonly warnDays: readonly number[];
}

/** When a key expires, with a warning as early as the profile warns. */
export function Expiry({ at, warnDays }: ExpiryProps) {
  if (at === null) return 'Never';
  const days = daysUntil(at);
  if (days < 0) return dayText(at);
  const date = (
    <span className="nowrap" title={instantText(at)}>
      {dayText(at)}
    </span>
  );
  if (days >= Math.max(0, ...warnDays)) return date;
  return (
    <>
      {date}
      <br />
      <StatusIndicator type="warning" wrapText={false}>
        {relativeText(at)}
      </StatusIndicator>
    </>
  );
}
