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
 * Ends the old credentials when no consumer can use them: the overlap since the confirmation of the new version has ended,
 * and that version is still current in all Regions. With `retireWhenUnused`, the old credentials must also be unused.
 */
export function retireOld(snapshot: Snapshot): Effect | undefined {
  const { record, secret, limits, nowMs, areOldUnused } = snapshot;
  const { key, managed } = record;
  const retirement = retirementOf(record, limits);
  if (!retirement || !secret || secret.requestedAtMs < retirement.overlapEndMs) return undefined;
  if (!isCurrentEverywhere(secret, managed.current)) return undefined;
  const isAtDeadline = secret.requestedAtMs >= retirement.deadlineMs;
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

/** Whether the old values are unused. Requires that use of the new value was recorded in the same window. */
export async function readOldUnused(
  { usage }: RotationDeps,
  record: ManagedRecord,
  nowMs: number,
): Promise<boolean> {
  const { managed } = record;
  const window = { keyId: managed.keyId, fromMs: nowMs - managed.overlapMs, toMs: nowMs };
  const useDuring = ({ generation }: Credential) => usage.useDuring({ ...window, generation });
  const currentCredential = credentialOf(record, managed.current);
  if (!currentCredential || (await useDuring(currentCredential)) !== 'used') return false;
  for (const each of replacedCredentials(record)) {
    const answer = await useDuring(each);
    if (answer !== 'unused') return false;
  }
  return true;
}
