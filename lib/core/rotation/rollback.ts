import { type Effect, read, reject } from './effect.ts';
import { checkEligibility, eligibleOwner } from './eligibility.ts';
import { credentialOf, type ManagedKey } from './managed-key.ts';
import { supersede } from './replace-immediately.ts';
import { labelled } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';
import { rotationOf } from './start.ts';

/**
 * Starts a rollback to the previous value. The value is accepted before the label moves, so that AWSCURRENT is never on a
 * rejected value.
 */
export function startRollback({ record, secret, owner, nowMs }: Snapshot): Effect {
  const { key, managed } = record;
  if (!secret) return read('secret');
  if (owner === undefined) return read('owner');
  const [current, previous] = [labelled(secret, 'AWSCURRENT'), labelled(secret, 'AWSPREVIOUS')];
  const rejection = checkEligibility(key, owner, nowMs) ?? currentRejection(managed, current);
  if (rejection) return reject(rejection);
  const generation = previous === undefined ? undefined : credentialOf(record, previous)?.generation;
  if (previous === undefined || current === undefined || generation === undefined)
    return reject('no-previous-value');
  const credentials = key.credentials.map((each) =>
    each.generation === generation ? { ...each, endsAtMs: null } : each,
  );
  const rotation = { ...rotationOf(previous, 'rollback', nowMs), setAtMs: nowMs };
  const next = { ...managed, ...supersede(managed, nowMs), current, rotation };
  return {
    kind: 'commit',
    next: { key: { ...key, credentials }, managed: next },
    action: 'rotation.started',
    expected: eligibleOwner(owner),
    isOrder: true,
  };
}

/** A rotation whose label has not moved yet is not rolled back but abandoned. */
function currentRejection({ rotation, current: expected }: ManagedKey, current: string | undefined) {
  if (rotation)
    return rotation.kind !== 'replacement' && rotation.versionId === current
      ? undefined
      : 'rotation-in-progress';
  return expected === current ? undefined : 'label-drift';
}
