import { sameDigest } from '../keys/digest.ts';
import { type Credential, isLive } from '../keys/key.ts';
import { driftConfirmedAtMs } from './agenda.ts';
import { isLabelReason } from './blocked-reasons.ts';
import { type Effect, read } from './effect.ts';
import { type KeyEventKind, keyEvent } from './key-events.ts';
import { credentialOf, type ManagedKey, type ManagedRecord, type Rotation } from './managed-key.ts';
import { isCurrentEverywhere, labelled } from './secret-store.ts';
import type { ObservedSecret, Snapshot } from './snapshot.ts';

/** Closes the open rotation of a revoked key, and reports that the secret contains a rejected value. */
export function closeRevoked({ record, nowMs }: Snapshot): Effect | undefined {
  const { managed } = record;
  const { rotation, current, last, blocked } = managed;
  if (blocked?.reason === 'key-revoked' && !rotation) return undefined;
  const versionId = rotation?.versionId ?? current;
  const next: ManagedKey = {
    ...managed,
    rotation: null,
    rotateAtMs: null,
    last: rotation ? { versionId, outcome: 'key-revoked', atMs: nowMs } : last,
    blocked: { reason: 'key-revoked', sinceMs: nowMs },
  };
  const events = [keyEvent('secret.value-rejected', nowMs, versionId, 'key-revoked')];
  return { kind: 'commit', next: { ...record, managed: next }, action: 'rotation.labels-observed', events };
}

/** Compares the version that has AWSCURRENT with the expected one. */
export function observeLabels(snapshot: Snapshot): Effect | undefined {
  const { record, secret } = snapshot;
  if (!secret) return read('secret');
  const labelledVersion = labelled(secret, 'AWSCURRENT');
  if (labelledVersion === undefined) return undefined;
  const { current, rotation } = record.managed;
  if (rotation?.versionId === labelledVersion && isEndless(record, labelledVersion))
    return finish(snapshot, rotation, secret);
  // The label moved before the value was accepted. The next effect accepts it, unless the rotation was abandoned.
  if (rotation?.versionId === labelledVersion && rotation.abandonedAtMs === null) return undefined;
  if (labelledVersion === current)
    return confirmPromotion(snapshot, secret) ?? recordRejectedCurrent(snapshot, labelledVersion);
  // A replacement moves the label from any version.
  if (rotation?.kind === 'replacement') return undefined;
  return recordDrift(snapshot, secret, labelledVersion) ?? confirmDrift(snapshot, secret, labelledVersion);
}

function isEndless(record: ManagedRecord, versionId: string): boolean {
  return credentialOf(record, versionId)?.endsAtMs === null;
}

const FINISHED: Readonly<Record<Rotation['kind'], KeyEventKind>> = {
  standard: 'rotation.finished',
  replacement: 'value.replaced',
  rollback: 'rotation.rolled-back',
};

/** Finishes the rotation and starts the overlap if the accepted version is current in all Regions. */
function finish(
  { record, nowMs }: Snapshot,
  { versionId, kind }: Rotation,
  secret: ObservedSecret,
): Effect | undefined {
  if (!isCurrentEverywhere(secret, versionId)) return undefined;
  const managed: ManagedKey = {
    ...record.managed,
    current: versionId,
    promotionConfirmedAtMs: secret.respondedAtMs,
    labelDrift: null,
    rotation: null,
    last: { versionId, outcome: 'finished', atMs: nowMs },
    blocked: null,
  };
  const events = [keyEvent(FINISHED[kind], nowMs, versionId)];
  return { kind: 'commit', next: { ...record, managed }, action: 'rotation.finished', events };
}

/** Starts the overlap if the expected version is current in all Regions, and clears label drift. */
function confirmPromotion({ record, nowMs }: Snapshot, secret: ObservedSecret): Effect | undefined {
  const { managed } = record;
  const { current, promotionConfirmedAtMs, labelDrift, blocked } = managed;
  const starts =
    promotionConfirmedAtMs === null &&
    isServed(record, current, nowMs) &&
    isCurrentEverywhere(secret, current);
  if (!starts && labelDrift === null) return undefined;
  const confirmed = {
    promotionConfirmedAtMs: secret.respondedAtMs,
    blocked: blocked && isLabelReason(blocked.reason) ? null : blocked,
  };
  const next = { ...managed, ...(starts && confirmed), labelDrift: null };
  return { kind: 'commit', next: { ...record, managed: next }, action: 'rotation.labels-observed' };
}

function isServed(record: ManagedRecord, versionId: string, nowMs: number): boolean {
  const credential = credentialOf(record, versionId);
  return credential !== undefined && isLive(credential, nowMs);
}

/** Records that the label is on another version. No value ends until a later read confirms or refutes it. */
function recordDrift({ record }: Snapshot, secret: ObservedSecret, versionId: string): Effect | undefined {
  if (record.managed.labelDrift?.versionId === versionId) return undefined;
  const labelDrift = { versionId, sinceMs: secret.respondedAtMs };
  const managed = { ...record.managed, labelDrift, promotionConfirmedAtMs: null };
  return { kind: 'commit', next: { ...record, managed }, action: 'rotation.labels-observed' };
}

/** Confirms label drift with a read that cannot be stale. */
function confirmDrift(snapshot: Snapshot, secret: ObservedSecret, versionId: string): Effect | undefined {
  const { record, nowMs, limits, values } = snapshot;
  const { labelDrift } = record.managed;
  if (!labelDrift || secret.requestedAtMs < driftConfirmedAtMs(labelDrift, limits)) return undefined;
  const known = credentialOf(record, versionId);
  const value = values[versionId];
  if (!known && value === undefined) return { kind: 'read-value', versionId };
  const credential = known ?? credentialWith(record, value?.digest);
  return credential && isLive(credential, nowMs)
    ? adoptMovedLabel(snapshot, versionId, credential)
    : recordRejectedCurrent(snapshot, versionId);
}

/** The credential of the value of a version that Postern did not create. */
function credentialWith({ key }: ManagedRecord, digest: string | undefined): Credential | undefined {
  return digest === undefined ? undefined : key.credentials.find((each) => sameDigest(each.digest, digest));
}

/** Expects the version that was made current outside Postern, and abandons an open rotation. */
function adoptMovedLabel(
  { record: { key, managed }, nowMs }: Snapshot,
  versionId: string,
  { generation }: Credential,
): Effect {
  const sinceMs = managed.versions.find((each) => each.generation === generation)?.sinceMs ?? key.createdAtMs;
  const versions = managed.versions.some((each) => each.versionId === versionId)
    ? managed.versions
    : [...managed.versions, { versionId, generation, sinceMs }];
  const credentials = key.credentials.map((each) =>
    each.generation === generation ? { ...each, endsAtMs: null } : each,
  );
  const { rotation } = managed;
  const next: ManagedKey = {
    ...managed,
    versions,
    current: versionId,
    promotionConfirmedAtMs: null,
    labelDrift: null,
    rotation: rotation && { ...rotation, abandonedAtMs: rotation.abandonedAtMs ?? nowMs },
    blocked: { reason: 'label-drift', sinceMs: nowMs },
  };
  return {
    kind: 'commit',
    next: { key: { ...key, credentials }, managed: next },
    action: 'rotation.labels-observed',
    events: [keyEvent('secret.label-drift', nowMs, versionId)],
  };
}

/** Records that the value of the current version is rejected. No value ends until an operator repairs it. */
function recordRejectedCurrent({ record, nowMs }: Snapshot, versionId: string): Effect | undefined {
  const { managed } = record;
  const reason = 'secret-value-rejected';
  // An open rotation makes another version current.
  const isExpected = versionId === managed.current;
  if (isExpected && (managed.rotation || isServed(record, versionId, nowMs))) return undefined;
  if (managed.blocked?.reason === reason && managed.promotionConfirmedAtMs === null) return undefined;
  const next: ManagedKey = { ...managed, promotionConfirmedAtMs: null, blocked: { reason, sinceMs: nowMs } };
  const events = [keyEvent('secret.value-rejected', nowMs, versionId, reason)];
  return { kind: 'commit', next: { ...record, managed: next }, action: 'rotation.labels-observed', events };
}
