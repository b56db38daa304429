import type { StepResult } from './blocked-reasons.ts';
import type { SecretState } from './managed-key.ts';
import type { SecretPart } from './secret-drift.ts';
import type { RecordChange } from './update-managed-key-with-retry.ts';

/** Data that is read only if a row needs it. */
export type Fact = 'secret' | 'owner' | 'freeze' | 'usage' | 'policy';

/** The next action of a run. */
export type Effect =
  | { readonly kind: 'read'; readonly fact: Fact }
  | {
      readonly kind: 'read-value' | 'generate' | 'put-version' | 'verify' | 'remove-pending';
      readonly versionId: string;
    }
  | { readonly kind: 'move-label'; readonly from: string; readonly to: string }
  | { readonly kind: 'tag-state'; readonly stateTag: SecretState }
  | { readonly kind: 'repair'; readonly part: SecretPart }
  | { readonly kind: 'publish' }
  | CommitEffect
  | { readonly kind: 'reject'; readonly reason: Exclude<StepResult, 'done'> };

/** Writes the record if the version of the key, and the expected versions, are unchanged. */
export interface CommitEffect
  extends Pick<RecordChange, 'next' | 'action' | 'events' | 'expected' | 'cascade'> {
  readonly kind: 'commit';
  /** Whether this commit starts the rotation that a command ordered. */
  readonly isOrder?: boolean | undefined;
  /** A line for the log, once it is committed. */
  readonly log?: object | undefined;
}

export function read(fact: Fact): Effect {
  return { kind: 'read', fact };
}

export function reject(reason: Exclude<StepResult, 'done'>): Effect {
  return { kind: 'reject', reason };
}
