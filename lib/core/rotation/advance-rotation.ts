import { DIGEST_VERSION } from '../keys/digest.ts';
import type { Credential } from '../keys/key.ts';
import { overlapTimes } from './agenda.ts';
import { type Effect, read, reject } from './effect.ts';
import { checkEligibility, eligibleOwner } from './eligibility.ts';
import { endDerived } from './leaked-value.ts';
import {
  CREDENTIALS_LIMIT,
  credentialOf,
  endCredentials,
  type ManagedKey,
  type ManagedRecord,
  type Rotation,
} from './managed-key.ts';
import { hasLabel, labelled } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';

/** The maximum number of stored candidate digests of one version. More than one is generated only if responses are lost. */
const CANDIDATES_LIMIT = 3;

/** Advances the open rotation up to the move of the label. A rollback already has its value. */
export function advanceRotation(snapshot: Snapshot): Effect | undefined {
  const { rotation } = snapshot.record.managed;
  if (!rotation || rotation.abandonedAtMs !== null) return undefined;
  if (rotation.kind === 'rollback') return promote(snapshot, rotation);
  return createValue(snapshot, rotation) ?? acceptValue(snapshot, rotation) ?? promote(snapshot, rotation);
}

/** Creates the pending version. If the version already has a value, no other value is generated. */
export function createValue(
  snapshot: Snapshot,
  { versionId, candidateDigests }: Rotation,
): Effect | undefined {
  const { record, values, memory } = snapshot;
  if (isAccepted(record.managed, versionId)) return undefined;
  const value = values[versionId];
  if (value === undefined) return { kind: 'read-value', versionId };
  if (value !== null) return undefined;
  // The version has a value, and this read is stale: no other value is generated.
  if (memory.filled.includes(versionId)) return reject('version-missing');
  const digest = memory.generated[versionId];
  if (digest === undefined) return { kind: 'generate', versionId };
  return candidateDigests.includes(digest)
    ? { kind: 'put-version', versionId }
    : recordCandidate(record, digest);
}

/** Commits the digest before the value is stored, so that a value from another source is detected. */
function recordCandidate({ key, managed }: ManagedRecord, digest: string): Effect {
  const candidateDigests = [...(managed.rotation?.candidateDigests ?? []), digest].slice(-CANDIDATES_LIMIT);
  const next = { ...managed, rotation: managed.rotation && { ...managed.rotation, candidateDigests } };
  return { kind: 'commit', next: { key, managed: next }, action: 'rotation.value-generated' };
}

/** Commits that the key accepts the pending value. The old values stay accepted, unless it is a replacement. */
export function acceptValue(snapshot: Snapshot, rotation: Rotation): Effect | undefined {
  const { record, values, owner, nowMs } = snapshot;
  const { versionId, kind, candidateDigests } = rotation;
  if (isAccepted(record.managed, versionId)) return undefined;
  const value = values[versionId];
  if (value === undefined) return { kind: 'read-value', versionId };
  if (value === null) return reject('version-missing');
  const { digest } = value;
  if (digest === undefined || !candidateDigests.includes(digest)) return reject('unexpected-pending-value');
  const isReplacement = kind === 'replacement';
  if (!isReplacement && record.key.credentials.length >= CREDENTIALS_LIMIT)
    return reject('too-many-credentials');
  if (owner === undefined) return read('owner');
  const ineligible = checkEligibility(record.key, owner, nowMs);
  if (ineligible) return reject(ineligible);
  const next = accepting(record, rotation, digest, nowMs);
  const action = 'rotation.value-accepted';
  const expected = eligibleOwner(owner);
  if (!isReplacement) return { kind: 'commit', next, action, expected };
  return { kind: 'commit', next: endDerived(snapshot, next, nowMs), action, expected, cascade: 'pending' };
}

function accepting(
  { key, managed }: ManagedRecord,
  rotation: Rotation,
  digest: string,
  nowMs: number,
): ManagedRecord {
  const generation = managed.lastGeneration + 1;
  const added: Credential = { generation, digestVersion: DIGEST_VERSION, digest, endsAtMs: null };
  const version = { versionId: rotation.versionId, generation, sinceMs: nowMs };
  const isReplacement = rotation.kind === 'replacement';
  return {
    key: { ...key, credentials: isReplacement ? [added] : [...key.credentials, added] },
    managed: {
      ...managed,
      rotation: { ...rotation, setAtMs: nowMs },
      versions: isReplacement ? [version] : [...managed.versions, version],
      lastGeneration: generation,
    },
  };
}

/**
 * Moves AWSCURRENT from the expected version to the accepted version. Does nothing if the label is on another version.
 * Verifies the value first, except for a rollback, whose value was current before.
 */
export function promote(snapshot: Snapshot, rotation: Rotation): Effect | undefined {
  const { kind, versionId } = rotation;
  const { secret, verified } = snapshot;
  if (!secret) return read('secret');
  const from = labelled(secret, 'AWSCURRENT');
  const isExpected = kind === 'replacement' || from === snapshot.record.managed.current;
  if (from === undefined || !isExpected || isMoved(snapshot, versionId)) return undefined;
  if (kind !== 'rollback' && verified !== versionId) return { kind: 'verify', versionId };
  return moveCurrent(snapshot, versionId, from);
}

/** Whether AWSCURRENT is on the version, or this run has already tried to move it. */
function isMoved({ secret, memory }: Snapshot, versionId: string): boolean {
  const isSeen = secret !== undefined && hasLabel(secret.labels, versionId, 'AWSCURRENT');
  return isSeen || memory.movedTo === versionId || memory.isLabelElsewhere;
}

/** Moves AWSCURRENT only to an accepted version without an end. */
function moveCurrent(snapshot: Snapshot, versionId: string, from: string): Effect {
  const { record, owner, nowMs } = snapshot;
  if (credentialOf(record, versionId)?.endsAtMs !== null) return reject('test-failed');
  if (owner === undefined) return read('owner');
  const ineligible = checkEligibility(record.key, owner, nowMs);
  if (ineligible) return reject(ineligible);
  return endUnlabelled(snapshot, versionId) ?? { kind: 'move-label', from, to: versionId };
}

/**
 * If a rotation starts within the overlap of the previous one, the move removes AWSPREVIOUS from a version that consumers
 * can still use. Its credential gets an end before the move: the time at which it would have been retired.
 */
function endUnlabelled({ record, limits }: Snapshot, versionId: string): Effect | undefined {
  const { key, managed } = record;
  // No credential gets an end until the current version is confirmed in all Regions.
  if (managed.promotionConfirmedAtMs === null) return undefined;
  const { deadlineMs } = overlapTimes(managed, managed.promotionConfirmedAtMs, limits);
  const kept = [versionId, managed.current].map((each) => credentialOf(record, each)?.generation);
  const credentials = endCredentials(key, deadlineMs, ({ generation }) => !kept.includes(generation));
  if (credentials.every((each, index) => each === key.credentials[index])) return undefined;
  return {
    kind: 'commit',
    next: { key: { ...key, credentials }, managed },
    action: 'rotation.credential-expiry-set',
  };
}

export function isAccepted({ versions }: ManagedKey, versionId: string): boolean {
  return versions.some((each) => each.versionId === versionId);
}
