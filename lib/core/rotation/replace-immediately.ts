import { type Effect, read, reject } from './effect.ts';
import { checkEligibility } from './eligibility.ts';
import { type ManagedKey, REPLACEMENTS_LIMIT } from './managed-key.ts';
import type { Snapshot } from './snapshot.ts';
import { rotationOf } from './start.ts';

const CAP_MS = 24 * 60 * 60_000;

/**
 * Starts the replacement of a leaked value. One commit accepts the new value and rejects all others, then the label
 * moves. If Secrets Manager does not respond, all values are rejected, and later runs complete the replacement. Limited to
 * `REPLACEMENTS_LIMIT` in 24 hours, because Secrets Manager limits the versions of a secret in 24 hours.
 */
export function startReplacement({ record, owner, nowMs, memory }: Snapshot): Effect {
  const { key, managed } = record;
  if (owner === undefined) return read('owner');
  const ineligible = checkEligibility(key, owner, nowMs);
  if (ineligible) return reject(ineligible);
  const allowedAtMs = replaceableAtMs(managed);
  if (allowedAtMs !== undefined && nowMs < allowedAtMs) return reject('replacement-limit-exceeded');
  const next = {
    ...managed,
    ...supersede(managed, nowMs),
    rotation: rotationOf(memory.newVersionId, 'replacement', nowMs),
    replacedAtMs: [...managed.replacedAtMs, nowMs].slice(-REPLACEMENTS_LIMIT),
  };
  return { kind: 'commit', next: { key, managed: next }, action: 'rotation.started', isOrder: true };
}

/** The earliest time of the next immediate replacement; undefined below the daily limit. */
export function replaceableAtMs({ replacedAtMs }: ManagedKey): number | undefined {
  const [first] = replacedAtMs.slice(-REPLACEMENTS_LIMIT);
  return first === undefined || replacedAtMs.length < REPLACEMENTS_LIMIT ? undefined : first + CAP_MS;
}

/** The state in which a new rotation supersedes the open one, if any. */
export function supersede(
  { rotation, last }: ManagedKey,
  atMs: number,
): Pick<ManagedKey, 'last' | 'promotionConfirmedAtMs' | 'blocked'> {
  return {
    last: rotation ? { versionId: rotation.versionId, outcome: 'superseded', atMs } : last,
    promotionConfirmedAtMs: null,
    blocked: null,
  };
}
