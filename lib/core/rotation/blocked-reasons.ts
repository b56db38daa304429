/** The errors of Secrets Manager calls that block a rotation. */
export const SECRETS_MANAGER_ERRORS = [
  'kms-denied',
  'access-denied',
  'secret-not-found',
  'secret-deleted',
  'too-many-versions',
  'throttled',
  'secrets-manager-unavailable',
] as const;

/** Why a rotation is blocked. The current value stays accepted in each case. */
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

/** Why a call was rejected without an effect on the key. */
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

/** How a run ended: `done`, or why it stopped. */
export type StepResult = 'done' | BlockedReason | Rejection;

/** Whether a reason is about AWSCURRENT. Such reasons are recorded with the observed label and cleared once it is restored. */
export function isLabelReason(reason: BlockedReason): boolean {
  return reason === 'label-drift' || reason === 'secret-value-rejected';
}

interface Remediation {
  /** The cause and the next step, for operators. */
  readonly message: string;
  /** The longest time until the next attempt, in milliseconds. */
  readonly retryAfterMs: number;
}

const MINUTE_MS = 60_000;
const RETRY_TRANSIENT_MS = 5 * MINUTE_MS;
const RETRY_BLOCKED_MS = 24 * 60 * MINUTE_MS;

/** The message and the retry interval of each reason: short for transient errors, a day if an operator must act. */
export const REMEDIATION: Readonly<Record<BlockedReason, Remediation>> = {
  'kms-denied': {
    message:
      'The KMS key of the secret denied access. Allow the rotation role kms:Decrypt and kms:GenerateDataKey on it.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'access-denied': {
    message:
      'Secrets Manager denied access to the rotation role. Check its policy and the resource policy of the secret.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'secret-not-found': {
    message: 'Secret not found. Restore it, or unmanage the key and adopt it again.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'secret-deleted': {
    message: 'The secret is scheduled for deletion. Restore it with `aws secretsmanager restore-secret`.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'too-many-versions': {
    message:
      'The secret has more than 100 versions from the last 24 hours. Rotate less often. Rotation resumes within a day.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  throttled: {
    message: 'Secrets Manager throttles this account. No action is required unless this persists.',
    retryAfterMs: RETRY_TRANSIENT_MS,
  },
  'secrets-manager-unavailable': {
    message: 'Secrets Manager did not respond. No action is required unless this persists.',
    retryAfterMs: RETRY_TRANSIENT_MS,
  },
  'version-missing': {
    message:
      'The pending version of the secret could not be read. No action is required: the next check reads it again.',
    retryAfterMs: RETRY_TRANSIENT_MS,
  },
  'unexpected-pending-value': {
    message:
      'The pending version contains a value that Postern did not generate. It was not accepted. Check CloudTrail for the caller of PutSecretValue.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'label-drift': {
    message: 'AWSCURRENT was moved outside Postern. Move it back, or roll back to the previous version.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'secret-value-rejected': {
    message:
      'AWSCURRENT is on a version whose value is rejected. Move it to an accepted version, or replace the value immediately.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'test-failed': {
    message: 'The new value was denied in its test. Run `postern verify` to see the decision.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'too-many-credentials': {
    message: 'The key has the maximum number of active values. Wait until the oldest is retired.',
    retryAfterMs: 60 * MINUTE_MS,
  },
  'key-revoked': {
    message:
      'The key is revoked, and its secret contains a rejected value. Issue a new key and switch its consumers to it.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'key-not-active': {
    message: 'The key is disabled or deleted. Enable or restore it to resume rotation.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'key-expired': {
    message: 'The key has expired. Extend it or issue a new key.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
  'owner-deactivated': {
    message: 'The owner of the key is deactivated. Reactivate the owner to resume rotation.',
    retryAfterMs: RETRY_BLOCKED_MS,
  },
};
