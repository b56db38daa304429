import { attempt, type StepResult } from './attempt.ts';
import { createPending } from './create.ts';
import { finishRotation } from './finish.ts';
import { endDerived } from './leaked-value.ts';
import { type ManagedKey, type ManagedRecord, REPLACEMENTS_LIMIT } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { acceptPending } from './set.ts';
import { type StandingRefusal, standingRefusal } from './standing.ts';
import { drawToken, rotationOf } from './start.ts';
import { transitionRecord } from './transition.ts';

const CAP_MS = 24 * 60 * 60_000;

/**
 * Replaces the value of a leaked key: one write has the new value accepted and all others refused, and the label
 * follows. Where Secrets Manager doesn't answer, all others are refused all the same, and the rest is done later.
 * A few times a day at most: Secrets Manager wants one value in 10 minutes, and keeps each of the last day.
 */
export async function replaceAtOnce(deps: RotationDeps, keyId: string): Promise<StepResult> {
  const started = await transitionRecord<ReplaceRefusal>(deps, keyId, async (record, nowMs) => {
    const refused =
      (await standingRefusal(deps.store, record.key, nowMs)) ?? capRefusal(record.managed, nowMs);
    if (refused) return { refused };
    const rotation = rotationOf(drawToken(deps.random), 'replacement', nowMs);
    const replacedAtMs = [...record.managed.replacedAtMs, nowMs].slice(-REPLACEMENTS_LIMIT);
    const managed = { ...record.managed, ...superseding(record.managed, nowMs), rotation, replacedAtMs };
    return { next: { ...record, managed }, action: 'rotation.started' };
  });
  if (started.outcome !== 'done') return started.outcome;
  const { secretArn, rotation } = started.record.managed;
  if (!rotation) return 'over';

  const steps = [createPending, acceptPending, finishRotation];
  for (const step of steps) {
    const result = await attempt(deps, keyId, () => step(deps, keyId, secretArn, rotation.token));
    if (result === 'done') continue;
    if (step !== finishRotation) await refuseAll(deps, keyId, rotation.token);
    return result;
  }
  return 'done';
}

type ReplaceRefusal = StandingRefusal | 'too-many-replacements';

function capRefusal(managed: ManagedKey, nowMs: number): ReplaceRefusal | undefined {
  const allowedAtMs = replaceableAtMs(managed);
  return allowedAtMs !== undefined && nowMs < allowedAtMs ? 'too-many-replacements' : undefined;
}

/** From when on the value may be replaced at once again; undefined where a day has not had its fill. */
export function replaceableAtMs({ replacedAtMs }: ManagedKey): number | undefined {
  const [first] = replacedAtMs.slice(-REPLACEMENTS_LIMIT);
  return first === undefined || replacedAtMs.length < REPLACEMENTS_LIMIT ? undefined : first + CAP_MS;
}

/** What becomes of the state when another rotation takes the place of one that may be open. */
export function superseding(
  { rotation, last }: ManagedKey,
  atMs: number,
): Pick<ManagedKey, 'last' | 'promotedSeenAtMs' | 'trouble'> {
  return {
    last: rotation ? { token: rotation.token, outcome: 'superseded', atMs } : last,
    promotedSeenAtMs: null,
    trouble: null,
  };
}

/** Ends every value at once, with none in its place yet. */
async function refuseAll(deps: RotationDeps, keyId: string, token: string): Promise<void> {
  await transitionRecord<never>(deps, keyId, (record: ManagedRecord, nowMs) => {
    const { key, managed } = record;
    const isOurs = managed.rotation?.token === token && managed.rotation.setAtMs === null;
    if (!isOurs || key.credentials.length === 0) return 'unchanged';
    const rejected = { key: { ...key, credentials: [] }, managed: { ...managed, versions: [] } };
    return { next: endDerived(deps, rejected, nowMs), action: 'rotation.all-refused', cascade: 'pending' };
  });
}
