import { attempt, type StepResult } from './attempt.ts';
import { finishRotation } from './finish.ts';
import { credentialOf, type ManagedRecord } from './managed-key.ts';
import { superseding } from './replace-at-once.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { labelled, type SecretDescription } from './secret-store.ts';
import { type StandingRefusal, standingRefusal } from './standing.ts';
import { rotationOf } from './start.ts';
import { transitionRecord } from './transition.ts';

type RollbackRefusal = StandingRefusal | 'busy' | 'not-restorable' | 'label-moved-by-hand';

/**
 * Goes back to the previous value: has it accepted again first and moves the label then, so that the current label
 * never names a dead value.
 */
export async function rollBack(deps: RotationDeps, keyId: string, secretArn: string): Promise<StepResult> {
  return attempt(deps, keyId, async () => {
    const secret = await deps.secrets.describe(secretArn);
    const revived = await revive(deps, keyId, secret);
    const token = labelled(secret, 'AWSPREVIOUS');
    if (revived !== 'done' || token === undefined) return revived;
    return finishRotation(deps, keyId, secretArn, token);
  });
}

async function revive(deps: RotationDeps, keyId: string, secret: SecretDescription): Promise<StepResult> {
  const [current, previous] = [labelled(secret, 'AWSCURRENT'), labelled(secret, 'AWSPREVIOUS')];
  const { outcome } = await transitionRecord<RollbackRefusal>(deps, keyId, async (record, nowMs) => {
    const { key, managed } = record;
    if (managed.rotation?.kind === 'rollback' && managed.rotation.token === previous) return 'unchanged';
    const refused = (await standingRefusal(deps.store, key, nowMs)) ?? placeRefusal(record, current);
    if (refused) return { refused };
    const generation = previous === undefined ? undefined : credentialOf(record, previous)?.generation;
    if (previous === undefined || current === undefined || generation === undefined)
      return { refused: 'not-restorable' };
    const credentials = key.credentials.map((each) =>
      each.generation === generation ? { ...each, endsAtMs: null } : each,
    );
    const rotation = { ...rotationOf(previous, 'rollback', nowMs), setAtMs: nowMs };
    const next = { ...managed, ...superseding(managed, nowMs), current, rotation };
    return { next: { key: { ...key, credentials }, managed: next }, action: 'rotation.started' };
  });
  return outcome;
}

/** A rotation whose label has not moved yet is not rolled back but given up. */
function placeRefusal({ managed }: ManagedRecord, current: string | undefined): RollbackRefusal | undefined {
  const { rotation } = managed;
  if (rotation) return rotation.kind !== 'replacement' && rotation.token === current ? undefined : 'busy';
  return managed.current === current ? undefined : 'label-moved-by-hand';
}
