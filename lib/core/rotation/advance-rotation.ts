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

/** How many of the values that were generated for one version are remembered: one, unless responses are lost. */
const CANDIDATES_LIMIT = 3;

/** Takes the open rotation further, up to the move of the label. A rollback has its value already. */
export function advanceRotation(snapshot: Snapshot): Effect | undefined {
  const { rotation } = snapshot.record.managed;
  if (!rotation || rotation.abandonedAtMs !== null) return undefined;
  if (rotation.kind === 'rollback') return promote(snapshot, rotation);
  return createValue(snapshot, rotation) ?? acceptValue(snapshot, rotation) ?? promote(snapshot, rotation);
}

/** Makes the pending version. If it has a value, that is the value: another one is never generated. */
export function createValue(
  snapshot: Snapshot,
  { versionId, candidateDigests }: Rotation,
): Effect | undefined {
  const { record, values, memory } = snapshot;
  if (isAccepted(record.managed, versionId)) return undefined;
  const value = values[versionId];
  if (value === undefined) return { kind: 'read-value', versionId };
  if (value !== null) return undefined;
  // It has one, and this read was behind: another one is never generated.
  if (memory.filled.includes(versionId)) return reject('version-missing');
  const digest = memory.generated[versionId];
  if (digest === undefined) return { kind: 'generate', versionId };
  return candidateDigests.includes(digest)
    ? { kind: 'put-version', versionId }
    : recordCandidate(record, digest);
}

/** Before the value is put, so that a value which this engine did not generate can be detected. */
function recordCandidate({ key, managed }: ManagedRecord, digest: string): Effect {
  const candidateDigests = [...(managed.rotation?.candidateDigests ?? []), digest].slice(-CANDIDATES_LIMIT);
  const next = { ...managed, rotation: managed.rotation && { ...managed.rotation, candidateDigests } };
  return { kind: 'commit', next: { key, managed: next }, action: 'rotation.value-generated' };
}

/** Has the key accept the pending value. From here on old and new are both accepted; a replacement ends all others. */
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
 * Moves AWSCURRENT to the accepted version, from where it is expected: if it is elsewhere, nothing is moved. Presents the
 * value to what decides on requests first, but for a rollback, whose value was current.
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

/** Whether AWSCURRENT is on the version, or whether this run has moved it, or failed to. */
function isMoved({ secret, memory }: Snapshot, versionId: string): boolean {
  const isSeen = secret !== undefined && hasLabel(secret.labels, versionId, 'AWSCURRENT');
  return isSeen || memory.movedTo === versionId || memory.isLabelElsewhere;
}

/** Ends nothing that a consumer could still come to read. */
function moveCurrent(snapshot: Snapshot, versionId: string, from: string): Effect {
  const { record, owner, nowMs } = snapshot;
  if (credentialOf(record, versionId)?.endsAtMs !== null) return reject('test-failed');
  if (owner === undefined) return read('owner');
  const ineligible = checkEligibility(record.key, owner, nowMs);
  if (ineligible) return reject(ineligible);
  return endUnlabelled(snapshot, versionId) ?? { kind: 'move-label', from, to: versionId };
}

/**
 * A rotation inside the overlap of the one before takes the previous label off a version that consumers still hold. Its
 * credential gets its end here, while it is labelled: as late as it would have been retired.
 */
function endUnlabelled({ record, limits }: Snapshot, versionId: string): Effect | undefined {
  const { key, managed } = record;
  // While it is not known what is current in all regions, nothing gets an end.
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
