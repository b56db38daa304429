import { retryOnConflict } from '../retry-on-conflict.ts';
import type { StepResult } from './blocked-reasons.ts';
import type { Effect } from './effect.ts';
import { type GeneratedTexts, performEffect } from './perform-effect.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { newMemory, type Snapshot } from './snapshot.ts';
import { generateVersionId } from './start.ts';

/** More effects than any run has: a run that has as many would never end. */
const EFFECTS_LIMIT = 100;

/** How a run ended. */
export type RunResult =
  | { readonly outcome: StepResult; readonly snapshot: Snapshot }
  | { readonly outcome: 'not-managed' | 'conflict'; readonly snapshot?: undefined };

/**
 * Reads the record of a managed key and performs one effect after the other until `next` has none. If another run wrote
 * the key, all that was observed is cleared and the run starts over: a newer record is never combined with older
 * observations.
 *
 * @throws UnavailableError if the store does not respond: run it again
 */
export function runEffects(
  deps: RotationDeps,
  keyId: string,
  next: (snapshot: Snapshot) => Effect | undefined,
): Promise<RunResult> {
  const generated: GeneratedTexts = new Map();
  let memory = newMemory(generateVersionId(deps.random));
  return retryOnConflict<RunResult>(deps.backoff, async () => {
    const record = await deps.store.readManagedRecord(keyId);
    if (!record) return { outcome: 'not-managed' };
    const { limits } = deps;
    let snapshot: Snapshot = { record, limits, nowMs: deps.clock(), values: {}, memory };
    for (let effects = 0; effects < EFFECTS_LIMIT; effects += 1) {
      const effect = next(snapshot);
      if (!effect) return { outcome: snapshot.failure ?? 'done', snapshot };
      const after = await performEffect(deps, snapshot, effect, generated);
      if (after === 'version-conflict') {
        memory = snapshot.memory;
        return 'version-conflict';
      }
      snapshot = { ...after, nowMs: deps.clock() };
    }
    throw new Error(`the reconciler of key ${keyId} did not end after ${EFFECTS_LIMIT} effects`);
  });
}
