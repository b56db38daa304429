import { MS_PER_DAY } from '../keys/lifetime.ts';
import { type Effect, read } from './effect.ts';
import { jitterOf } from './jitter.ts';
import { keyEvent } from './key-events.ts';
import type { ManagedRecord } from './managed-key.ts';
import { hasDrifted, type SecretPart } from './secret-drift.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Restores the settings of a secret that were changed outside Postern: schedule and tags with each check, the policy once
 * a day. A repair has an audit event, a key event and a log line with the parts. A failed repair is logged and retried
 * with the next check.
 */
export function repairDrift(snapshot: Snapshot): Effect | undefined {
  const { record, secret, policy, memory, nowMs, limits, failure } = snapshot;
  if (!secret || failure !== undefined || !isSettled(record)) return undefined;
  const isPolicyDue = isPolicyCheck(record.key.id, nowMs, limits.resyncIntervalMs);
  if (isPolicyDue && !policy && !memory.unrepaired.includes('policy')) return read('policy');
  const isDone = (part: SecretPart) => memory.repaired.includes(part) || memory.unrepaired.includes(part);
  // After this run has tagged the secret, the tags of the snapshot are outdated.
  const parts =
    memory.tagged === undefined
      ? (['schedule', 'tags', 'policy'] as const)
      : (['schedule', 'policy'] as const);
  const differing = parts.find(
    (part) => !isDone(part) && hasDrifted(record.managed, { settings: secret.settings, policy }, part),
  );
  return differing ? { kind: 'repair', part: differing } : reportRepair(snapshot);
}

function reportRepair({ record, nowMs, memory }: Snapshot): Effect | undefined {
  const { keyId, current } = record.managed;
  if (memory.repaired.length === 0 || memory.isRepairReported) return undefined;
  return {
    kind: 'commit',
    next: record,
    action: 'rotation.drift-repaired',
    events: [keyEvent('secret.drift-repaired', nowMs, current)],
    log: { postern: 'secret-drift', keyId, repaired: memory.repaired },
  };
}

/** Otherwise a command or a run in progress is about to set them. */
function isSettled({ key, managed }: ManagedRecord): boolean {
  return key.status !== 'revoked' && managed.rotation === null && managed.stateTag !== 'creating';
}

/** One of the checks of each day, another one for each key: halfway between two checks it passes to the next. */
function isPolicyCheck(keyId: string, nowMs: number, everyMs: number): boolean {
  const jitter = jitterOf(keyId);
  const checksPerDay = Math.max(1, Math.round(MS_PER_DAY / everyMs));
  const check = Math.floor(nowMs / everyMs - jitter + 0.5);
  return check % checksPerDay === Math.floor(jitter * checksPerDay);
}
