/** What a Secrets Manager call may fail with that a rotation can only report. */
export const SECRETS_MANAGER_ERRORS = [
  'kms-denied',
  'access-denied',
  'secret-not-found',
  'secret-deleted',
  'too-many-versions',
  'throttled',
  'secrets-manager-unavailable',
] as const;

/** What may stand in the way of a rotation. In each case the old key goes on being accepted. */
export const BLOCKED_REASONS = [
  ...SECRETS_MANAGER_ERRORS,
  'version-missing',
  'unexpected-pending-value',
  'label-drift',
  'secret-value-rejected',
  'test-failed',
  'too-many-credentials',
  'key-revoked',
  'key-not-active',
  'key-expired',
  'owner-deactivated',
] as const;
export type BlockedReason = (typeof BLOCKED_REASONS)[number];

/** Why a call did nothing. Nothing is wrong with the key. */
export type Rejection =
  | 'not-managed'
  | 'secret-not-bound'
  | 'unknown-rotation-token'
  | 'abandoned'
  | 'already-finished'
  | 'rotation-in-progress'
  | 'rotation-paused'
  | 'rotation-too-frequent'
  | 'replacement-limit-exceeded'
  | 'no-previous-value'
  | 'conflict';

/** How a run ended: `done`, or why it went no further. */
export type StepResult = 'done' | BlockedReason | Rejection;

/** Of AWSCURRENT: recorded with what was read of the label, and cleared once it is in its place. */
export function isLabelReason(reason: BlockedReason): boolean {
  return reason === 'label-drift' || reason === 'secret-value-rejected';
}

interface Remediation {
  /** What is wrong and what to do, for an operator. */
  readonly message: string;
  /** How long until the next attempt, in milliseconds. */
  readonly retryAfterMs: number;
}

const MINUTE = 60_000;
const PASSES = 5 * MINUTE;
const PARKED = 24 * 60 * MINUTE;

/** What an operator is told, and when it is tried again: soon where it may pass, daily where somebody must act. */
export const REMEDIATION: Readonly<Record<BlockedReason, Remediation>> = {
  'kms-denied': {
    message:
      "The secret's KMS key refused: allow the rotation role kms:Decrypt and kms:GenerateDataKey on it.",
    retryAfterMs: PARKED,
  },
  'access-denied': {
    message:
      'Secrets Manager refused the rotation role: check its policy and the resource policy of the secret.',
    retryAfterMs: PARKED,
  },
  'secret-not-found': {
    message: 'The secret is gone: restore it, or unmanage the key and adopt it again.',
    retryAfterMs: PARKED,
  },
  'secret-deleted': {
    message: 'The secret is scheduled for deletion: restore it with `aws secretsmanager restore-secret`.',
    retryAfterMs: PARKED,
  },
  'too-many-versions': {
    message: 'The secret has over 100 versions of the last day: rotate less often; it clears within a day.',
    retryAfterMs: PARKED,
  },
  throttled: {
    message: 'Secrets Manager throttles this account: nothing to do unless it stays so.',
    retryAfterMs: PASSES,
  },
  'secrets-manager-unavailable': {
    message: 'Secrets Manager did not answer: nothing to do unless it stays so.',
    retryAfterMs: PASSES,
  },
  'version-missing': {
    message:
      'The pending version of the secret could not be read: no action is required, the next check reads it again.',
    retryAfterMs: PASSES,
  },
  'unexpected-pending-value': {
    message:
      'The pending version holds a value that was not drawn here: it was not accepted. Find out who put it.',
    retryAfterMs: PARKED,
  },
  'label-drift': {
    message: 'AWSCURRENT is not where it was left: move it back, or roll back to the previous version.',
    retryAfterMs: PARKED,
  },
  'secret-value-rejected': {
    message:
      'AWSCURRENT names a value that is not accepted: move it back to a version that is, or replace at once.',
    retryAfterMs: PARKED,
  },
  'test-failed': {
    message: 'The new value was refused when it was tried: see the decision of `postern verify`.',
    retryAfterMs: PARKED,
  },
  'too-many-credentials': {
    message: `The key has as many live values as it may have: wait until the oldest is retired.`,
    retryAfterMs: 60 * MINUTE,
  },
  'key-revoked': {
    message:
      'The key was revoked: the secret holds a dead key. Issue another one and point its consumers at it.',
    retryAfterMs: PARKED,
  },
  'key-not-active': {
    message: 'The key is disabled or deleted: enable or restore it to have it rotated.',
    retryAfterMs: PARKED,
  },
  'key-expired': {
    message: 'The key has expired: extend it or issue another one.',
    retryAfterMs: PARKED,
  },
  'owner-deactivated': {
    message: "The key's owner was deactivated: nothing is rotated for them.",
    retryAfterMs: PARKED,
  },
};
