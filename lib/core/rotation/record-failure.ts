import { isLive } from '../keys/key.ts';
import { BLOCKED_REASONS, type BlockedReason, isLabelReason } from './blocked-reasons.ts';
import type { Effect } from './effect.ts';
import { checkEligibility } from './eligibility.ts';
import { keyEvent } from './key-events.ts';
import { endDerived } from './leaked-value.ts';
import { CREDENTIALS_LIMIT, credentialOf, type ManagedKey } from './managed-key.ts';
import type { SecretFault } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';
import { pruneEndedCredentials } from './start.ts';

/**
 * Handles a failed call or a rejecting row. A replacement ends the leaked value even then. The reason is recorded and
 * published once, also if retries fail.
 */
export function recordFailure(snapshot: Snapshot): Effect | undefined {
  return endAllCredentials(snapshot) ?? recordBlocked(snapshot);
}

/** Ends all values before a new one exists. */
function endAllCredentials(snapshot: Snapshot): Effect | undefined {
  const { key, managed } = snapshot.record;
  const { rotation } = managed;
  const isUnaccepted = rotation?.kind === 'replacement' && rotation.setAtMs === null;
  if (!isUnaccepted || key.credentials.length === 0) return undefined;
  const ended = { key: { ...key, credentials: [] }, managed: { ...managed, versions: [] } };
  const next = endDerived(snapshot, ended, snapshot.nowMs);
  return { kind: 'commit', next, action: 'rotation.all-values-ended', cascade: 'pending' };
}

function recordBlocked({ record, failure, nowMs }: Snapshot): Effect | undefined {
  const { managed } = record;
  const reason = BLOCKED_REASONS.find((each) => each === failure);
  if (!reason || isRecordedElsewhere(reason) || managed.blocked?.reason === reason) return undefined;
  const next = { ...managed, blocked: { reason, sinceMs: nowMs } };
  const events = [keyEvent('rotation.failed', nowMs, managed.rotation?.versionId ?? managed.current, reason)];
  return { kind: 'commit', next: { ...record, managed: next }, action: 'rotation.failed', events };
}

/** Other rows record a revoked key and label drift, from the reads of the next run. */
function isRecordedElsewhere(reason: BlockedReason): boolean {
  return reason === 'key-revoked' || isLabelReason(reason);
}

/** Clears the reason after a run has passed the failed call or row. If it occurs again, it is published again. */
export function clearBlocked(snapshot: Snapshot): Effect | undefined {
  const { record } = snapshot;
  const { managed } = record;
  if (!managed.blocked || !hasPassed(snapshot, managed.blocked.reason)) return undefined;
  const next = { ...managed, blocked: null };
  return { kind: 'commit', next: { ...record, managed: next }, action: 'rotation.recovered' };
}

/** Whether the cause of a reason is resolved. A new reason does not compile without a case. */
function hasPassed({ record, owner, secret, nowMs }: Snapshot, reason: BlockedReason): boolean {
  const { key, managed } = record;
  switch (reason) {
    case 'kms-denied':
    case 'too-many-versions':
      return !isRetried(managed);
    case 'access-denied':
    case 'secret-not-found':
    case 'secret-deleted':
    case 'throttled':
    case 'secrets-manager-unavailable':
      return true;
    case 'key-revoked':
    case 'key-not-active':
    case 'key-expired':
    case 'owner-deactivated':
      return owner !== undefined && checkEligibility(key, owner, nowMs) !== reason;
    case 'too-many-credentials':
      return (
        secret !== undefined &&
        pruneEndedCredentials(record, secret, nowMs).key.credentials.length < CREDENTIALS_LIMIT
      );
    case 'version-missing':
    case 'unexpected-pending-value':
    case 'test-failed':
      return managed.rotation === null || managed.rotation.abandonedAtMs === null;
    case 'label-drift':
    case 'secret-value-rejected': {
      const credential = credentialOf(record, managed.current);
      return managed.promotionConfirmedAtMs !== null && credential !== undefined && isLive(credential, nowMs);
    }
  }
}

/**
 * Whether the rotation is abandoned and will start again. The reason then stays until the next rotation has written its
 * value, so that it is reported once.
 */
function isRetried({ rotation, last, rotateAtMs }: ManagedKey): boolean {
  if (rotation) return rotation.abandonedAtMs !== null;
  return last?.outcome === 'abandoned' && rotateAtMs !== null;
}

/** The reason that a failed call blocks the key for. */
export function blockedReasonOf(fault: SecretFault): BlockedReason {
  switch (fault) {
    case 'value-differs':
    case 'secret-exists':
      return 'unexpected-pending-value';
    case 'label-elsewhere':
      return 'label-drift';
    case 'reader-rejected':
      return 'access-denied';
    default:
      return fault;
  }
}
