import type { Credential } from '../keys/key.ts';
import { stuckAtMs } from './agenda.ts';
import type { Effect } from './effect.ts';
import { keyEvent } from './key-events.ts';
import { credentialOf, endCredentials, type ManagedKey, type Rotation } from './managed-key.ts';
import { drainedAtMs, overlapWaitMs } from './overlap.ts';
import { hasLabel, type VersionLabels } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';

/** The latest start of the next rotation after the cleanup of an abandoned one. */
const RESTART_MS = 60 * 60_000;

/** Abandons a rotation that makes no progress. After the commit, no run starts another call for it. */
export function abandonStuck({ record, nowMs, limits }: Snapshot): Effect | undefined {
  const { key, managed } = record;
  const { rotation, blocked } = managed;
  if (!rotation || rotation.abandonedAtMs !== null) return undefined;
  const stuckMs = stuckAtMs(rotation, limits);
  if (stuckMs === null || nowMs < stuckMs) return undefined;
  const next = { ...managed, rotation: { ...rotation, abandonedAtMs: nowMs } };
  const events = [keyEvent('rotation.timed-out', nowMs, rotation.versionId, blocked?.reason)];
  return { kind: 'commit', next: { key, managed: next }, action: 'rotation.abandoned', events };
}

/**
 * Cleans up after an abandoned rotation. An earlier run can still move the label, so the cleanup waits until no such
 * run can be in progress. If the version is current by then, it is adopted instead.
 */
export function cleanUpAbandoned({ record, secret, limits, nowMs, memory }: Snapshot): Effect | undefined {
  const { key, managed } = record;
  const { rotation, rotateAtMs } = managed;
  if (!rotation || rotation.abandonedAtMs === null || !secret) return undefined;
  const { versionId, kind } = rotation;
  if (secret.requestedAtMs < drainedAtMs(rotation.abandonedAtMs, limits)) return undefined;
  if (hasLabel(secret.labels, versionId, 'AWSCURRENT')) return undefined;
  const isPending = hasLabel(secret.labels, versionId, 'AWSPENDING') && memory.cleared !== versionId;
  if (isPending) return { kind: 'remove-pending', versionId };

  const generation = credentialOf(record, versionId)?.generation;
  const regions = [secret.labels, ...secret.replicas];
  // After an overlap, because the version can have been current before any read, if the label was moved back manually.
  const endsAtMs = nowMs + overlapWaitMs(managed.overlapMs, limits);
  const credentials = endCredentials(
    key,
    endsAtMs,
    (each) => each.generation === generation && !isReadable(managed, each, regions),
  );
  const next: ManagedKey = {
    ...managed,
    rotation: null,
    last: { versionId, outcome: 'abandoned', atMs: nowMs },
    rotateAtMs: restartAtMs(rotateAtMs, kind, nowMs),
    // The version can have had the label, so the current version must be confirmed again.
    promotionConfirmedAtMs: null,
  };
  return {
    kind: 'commit',
    next: { key: { ...key, credentials }, managed: next },
    action: 'rotation.cleaned-up',
    events: [keyEvent('rotation.abandoned', nowMs, versionId)],
  };
}

/** Within an hour and not after a whole interval, because the old value was not replaced. */
function restartAtMs(rotateAtMs: number | null, kind: Rotation['kind'], nowMs: number): number | null {
  if (rotateAtMs === null || kind !== 'standard') return rotateAtMs;
  return Math.min(rotateAtMs, nowMs + RESTART_MS);
}

/** Whether consumers in any Region read this value, also as another version that was created manually. */
function isReadable(
  { versions }: ManagedKey,
  { generation }: Credential,
  regions: readonly VersionLabels[],
): boolean {
  const versionIds = versions.flatMap((each) => (each.generation === generation ? each.versionId : []));
  return regions.some((labels) =>
    versionIds.some(
      (versionId) => hasLabel(labels, versionId, 'AWSCURRENT') || hasLabel(labels, versionId, 'AWSPREVIOUS'),
    ),
  );
}
