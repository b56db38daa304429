import type { Credential } from '../keys/key.ts';
import { retirementOf } from './agenda.ts';
import { type Effect, read } from './effect.ts';
import { keyEvent } from './key-events.ts';
import { credentialOf, endCredentials, type ManagedRecord, replacedCredentials } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { isCurrentEverywhere } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';
import { pruneEndedCredentials } from './start.ts';

/**
 * Ends the old credentials once no consumer can hold them any more: the overlap has passed since the new version was
 * confirmed, it is still current in all regions, and where that is asked for, the old ones were seen to be unused.
 */
export function retireOld(snapshot: Snapshot): Effect | undefined {
  const { record, secret, limits, nowMs, areOldUnused } = snapshot;
  const { key, managed } = record;
  const retirement = retirementOf(record, limits);
  if (!retirement || !secret || secret.askedMs < retirement.overlapEndMs) return undefined;
  if (!isCurrentEverywhere(secret, managed.current)) return undefined;
  const isAtDeadline = secret.askedMs >= retirement.deadlineMs;
  if (!isAtDeadline && areOldUnused === undefined) return read('usage');
  if (!isAtDeadline && !areOldUnused) return undefined;

  const old = replacedCredentials(record);
  const credentials = endCredentials(key, nowMs, (each) => old.includes(each));
  const kind = managed.retireWhenUnused && isAtDeadline ? 'value.retired-at-deadline' : 'value.retired';
  return {
    kind: 'commit',
    next: pruneEndedCredentials({ key: { ...key, credentials }, managed }, secret, nowMs),
    action: 'rotation.retired',
    events: [keyEvent(kind, nowMs, managed.current)],
  };
}

/** Concludes from silence only where silence means something: the new value is reported in use, over the same window. */
export async function readOldUnused(
  { usage }: RotationDeps,
  record: ManagedRecord,
  nowMs: number,
): Promise<boolean> {
  const { managed } = record;
  const window = { keyId: managed.keyId, fromMs: nowMs - managed.overlapMs, toMs: nowMs };
  const wasUnused = ({ generation }: Credential) => usage.wasUnused({ ...window, generation });
  const fresh = credentialOf(record, managed.current);
  if (!fresh || (await wasUnused(fresh)) !== 'no') return false;
  for (const each of replacedCredentials(record)) {
    const answer = await wasUnused(each);
    if (answer !== 'yes') return false;
  }
  return true;
}
