import { isLive } from '../keys/key.ts';
import type { RandomBytes } from '../runtime.ts';
import { nextStart } from './agenda.ts';
import { SECRETS_MANAGER_ERRORS, type StepResult } from './blocked-reasons.ts';
import { dueNextMs, MIN_ROTATION_INTERVAL_MS } from './due.ts';
import { type Effect, read, reject } from './effect.ts';
import { checkEligibility } from './eligibility.ts';
import { keyEvent } from './key-events.ts';
import {
  CREDENTIALS_LIMIT,
  credentialOf,
  type ManagedRecord,
  type Rotation,
  type RotationKind,
  withCredentials,
} from './managed-key.ts';
import { hasLabel, labelled, type SecretDescription } from './secret-store.ts';
import type { ObservedSecret, Snapshot } from './snapshot.ts';

type Rejection = Exclude<StepResult, 'done'>;

/** Starts the rotation that is due by the key's schedule. */
export function startDue(snapshot: Snapshot): Effect | undefined {
  const { record, nowMs, freeze, secret } = snapshot;
  if (record.managed.promotionConfirmedAtMs === null || !secret) return undefined;
  if (!isBy(nowMs, nextStart(record.managed, { nowMs }))) return undefined;
  if (freeze === undefined) return read('freeze');
  if (!isBy(nowMs, nextStart(record.managed, { nowMs, freeze }))) return undefined;
  return start(snapshot, secret);
}

function isBy(nowMs: number, next: ReturnType<typeof nextStart>): boolean {
  return next !== undefined && next.atMs !== null && next.atMs <= nowMs;
}

/** Starts a rotation on demand, whether due or not. */
export function startOrdered(snapshot: Snapshot): Effect {
  const { managed } = snapshot.record;
  if (!snapshot.secret) return read('secret');
  if (managed.paused) return reject('rotation-paused');
  if (managed.rotation) return reject('rotation-in-progress');
  if (managed.last && snapshot.nowMs < managed.last.atMs + MIN_ROTATION_INTERVAL_MS)
    return reject('rotation-too-frequent');
  return start(snapshot, snapshot.secret, { isOrder: true });
}

/** Starts a rotation with the version ID of Secrets Manager, which has created the pending version without a value. */
export function startStep(snapshot: Snapshot, versionId: string): Effect | undefined {
  const { managed } = snapshot.record;
  if (managed.rotation?.versionId === versionId) return undefined;
  if (!snapshot.secret) return read('secret');
  if (managed.paused) return reject('rotation-paused');
  if (managed.last?.versionId === versionId) return reject('already-finished');
  if (managed.versions.some((each) => each.versionId === versionId)) return reject('already-finished');
  if (!hasLabel(snapshot.secret.labels, versionId, 'AWSPENDING')) return reject('unknown-rotation-token');
  if (managed.rotation) return reject('rotation-in-progress');
  return start(snapshot, snapshot.secret, { versionId });
}

/**
 * Commits the start of the rotation before any call that changes the secret. The commit stores the ID of the pending
 * version, so that every later run continues with the same version.
 */
function start(
  snapshot: Snapshot,
  secret: ObservedSecret,
  {
    versionId = snapshot.memory.newVersionId,
    isOrder = false,
  }: { versionId?: string; isOrder?: boolean } = {},
): Effect {
  const { record: found, nowMs, owner } = snapshot;
  if (owner === undefined) return read('owner');
  const ineligible = checkEligibility(found.key, owner, nowMs) ?? currentRejection(found, secret, nowMs);
  if (ineligible) return reject(ineligible);
  const record = pruneEndedCredentials(found, secret, nowMs);
  if (record.key.credentials.length >= CREDENTIALS_LIMIT) return reject('too-many-credentials');

  const { blocked } = record.managed;
  const managed = {
    ...record.managed,
    rotation: rotationOf(versionId, 'standard', nowMs),
    rotateAtMs: dueNextMs(record.managed, nowMs),
    // A call that failed keeps its reason until it succeeds.
    blocked: SECRETS_MANAGER_ERRORS.some((each) => each === blocked?.reason) ? blocked : null,
  };
  const events = [keyEvent('rotation.started', nowMs, versionId)];
  return { kind: 'commit', next: { ...record, managed }, action: 'rotation.started', events, isOrder };
}

/** A rotation starts from a current version that works, and that is confirmed in all regions. */
function currentRejection(
  record: ManagedRecord,
  secret: SecretDescription,
  nowMs: number,
): Rejection | undefined {
  const { current, promotionConfirmedAtMs } = record.managed;
  if (labelled(secret, 'AWSCURRENT') !== current) return 'label-drift';
  const credential = credentialOf(record, current);
  if (!credential || !isLive(credential, nowMs)) return 'secret-value-rejected';
  return promotionConfirmedAtMs === null ? 'rotation-in-progress' : undefined;
}

/** A new rotation. */
export function rotationOf(versionId: string, kind: RotationKind, nowMs: number): Rotation {
  return { versionId, kind, startedAtMs: nowMs, candidateDigests: [], setAtMs: null, abandonedAtMs: null };
}

/** A version ID: 128 random bits as 32 hex digits, the minimum length in Secrets Manager. */
export function generateVersionId(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex');
}

/** Removes ended credentials from the record, except that of AWSPREVIOUS, which a rollback can reinstate. */
export function pruneEndedCredentials(
  record: ManagedRecord,
  { labels }: SecretDescription,
  nowMs: number,
): ManagedRecord {
  const isPrevious = (generation: number) =>
    record.managed.versions.some(
      (each) => each.generation === generation && hasLabel(labels, each.versionId, 'AWSPREVIOUS'),
    );
  const kept = record.key.credentials.filter((each) => isLive(each, nowMs) || isPrevious(each.generation));
  return withCredentials(record, kept);
}
