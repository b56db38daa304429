import type { Credential } from '../keys/key.ts';
import { credentialOf, endCredentials, type ManagedKey, type Rotation } from './managed-key.ts';
import { overlapWaitMs, quietAtMs } from './overlap.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { hasLabel, SecretStoreError, type VersionLabels } from './secret-store.ts';
import { notice, type RecordResult, transitionRecord } from './transition.ts';

/** Marks a rotation that doesn't get on as abandoned: from here on, none of its steps begins any more. */
export function abandonStuck(deps: RotationDeps, keyId: string): Promise<RecordResult<never>> {
  return transitionRecord<never>(deps, keyId, ({ key, managed }, nowMs) => {
    const { rotation } = managed;
    const isStuck = rotation && nowMs >= rotation.startedAtMs + deps.limits.stuckAfterMs;
    // A replacement is never given up: what it replaces is dead already.
    if (!isStuck || rotation.abandonedAtMs !== null || rotation.kind === 'replacement') return 'unchanged';
    const next = { ...managed, rotation: { ...rotation, abandonedAtMs: nowMs } };
    const tell = [notice('stuck', nowMs, rotation.token, managed.trouble?.reason)];
    return { next: { key, managed: next }, action: 'rotation.abandoned', tell };
  });
}

/**
 * Clears away what an abandoned rotation left. A step that had begun may still move the label, so it waits until
 * none can be running; if the version became current by then, it is left to be seen as such.
 */
export async function clearAbandoned(deps: RotationDeps, managed: ManagedKey): Promise<void> {
  const { keyId, secretArn, rotation } = managed;
  if (!rotation || !isQuiet(rotation, deps)) return;
  const { token } = rotation;
  const { labels, replicas } = await deps.secrets.describe(secretArn);
  if (hasLabel(labels, token, 'AWSCURRENT')) return;
  await takePendingOff(deps, secretArn, token, labels);

  await transitionRecord<never>(deps, keyId, (record, nowMs) => {
    const { key, managed: found } = record;
    if (found.rotation?.token !== token || found.rotation.abandonedAtMs === null) return 'unchanged';
    const generation = credentialOf(record, token)?.generation;
    // An overlap later: it may have been current for a moment, moved away by hand before anybody looked.
    const endsAtMs = nowMs + overlapWaitMs(found.overlapMs, deps.limits);
    const credentials = endCredentials(
      key,
      endsAtMs,
      (each) => each.generation === generation && !isServed(found, each, [labels, ...replicas]),
    );
    const last = { token, outcome: 'abandoned', atMs: nowMs } as const;
    // The label may have been on it for a while: where it is now has to be seen anew.
    const next = { ...found, rotation: null, last, promotedSeenAtMs: null };
    return {
      next: { key: { ...key, credentials }, managed: next },
      action: 'rotation.cleared',
      tell: [notice('abandoned', nowMs, token)],
    };
  });
}

/** Whether consumers of some region read this value: it may also have been put as another version, by hand. */
function isServed(
  { versions }: ManagedKey,
  { generation }: Credential,
  regions: readonly VersionLabels[],
): boolean {
  const tokens = versions.flatMap((each) => (each.generation === generation ? each.token : []));
  return regions.some((labels) =>
    tokens.some((token) => hasLabel(labels, token, 'AWSCURRENT') || hasLabel(labels, token, 'AWSPREVIOUS')),
  );
}

/** Whether all that had begun before a rotation was abandoned has ended, by any clock, and can be read. */
function isQuiet({ abandonedAtMs }: Rotation, { limits, clock }: RotationDeps): boolean {
  return abandonedAtMs !== null && clock() >= quietAtMs(abandonedAtMs, limits);
}

async function takePendingOff(
  { secrets }: RotationDeps,
  secretArn: string,
  token: string,
  labels: VersionLabels,
): Promise<void> {
  if (!hasLabel(labels, token, 'AWSPENDING')) return;
  try {
    await secrets.removeLabel(secretArn, { label: 'AWSPENDING', from: token });
  } catch (error) {
    // Already off, which is what was wanted.
    if (!(error instanceof SecretStoreError) || error.fault !== 'label-elsewhere') throw error;
  }
}
