import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Response } from '../api/client.ts';
import { STATUS_LABELS } from '../keys/key-status.tsx';

export type ManagedKey = Response<'listManagedKeys'>['items'][number];
export type ManagedKeyStatus = Response<'showManagedKey'>;
/** A word of the API as the start of a sentence: `key-revoked` becomes `Key revoked`. */
export function sentenceOf(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ');
}

type Kind = NonNullable<ManagedKey['rotation']>['kind'];

/** The kinds of rotations as text. */
export const KIND_LABELS: Readonly<Record<Kind, string>> = {
  standard: 'Rotation',
  replacement: 'Replacement',
  rollback: 'Rollback',
};

/** The rotation state of a managed key: the first of blocked, in progress, the status of the key, and paused. */
export function RotationState({ managed }: { readonly managed: ManagedKey }) {
  const { type, text } = stateOf(managed);
  return (
    <StatusIndicator type={type} wrapText={false}>
      {text}
    </StatusIndicator>
  );
}

interface State {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
}

function stateOf({ blocked, rotation, status, paused }: ManagedKey): State {
  if (blocked) return { type: 'error', text: 'Blocked' };
  if (rotation) return { type: 'in-progress', text: `${KIND_LABELS[rotation.kind]} in progress` };
  if (status !== 'active') return { type: 'warning', text: `Key ${STATUS_LABELS[status].toLowerCase()}` };
  if (paused) return { type: 'stopped', text: 'Paused' };
  return { type: 'success', text: 'Up to date' };
}
