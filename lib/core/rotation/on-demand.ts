import { revokeChildren } from '../keys/cascade.ts';
import type { Cascade } from '../keys/key.ts';
import type { StepResult } from './attempt.ts';
import { BETWEEN_STARTS_MS } from './due.ts';
import { rotateNow } from './engine.ts';
import type { ManagedKey } from './managed-key.ts';
import { replaceAtOnce, replaceableAtMs } from './replace-at-once.ts';
import { rollBack } from './rollback.ts';
import type { RotationDeps } from './rotation-deps.ts';

/** How a person's word on the value of a key ended. */
export type OnDemandResult =
  | {
      readonly outcome: 'done';
      readonly managed: ManagedKey;
      /** When a consumer that caches as long as it may, and read just before, has read the new value. */
      readonly consumersHaveItAtMs: number;
    }
  | { readonly outcome: 'too-soon' | 'too-many-replacements'; readonly allowedAtMs: number }
  | { readonly outcome: Exclude<StepResult, 'done' | 'too-soon' | 'too-many-replacements'> };

/** Rotates now, whether due or not, but not within 10 minutes of the last time. */
export function rotateOnDemand(deps: RotationDeps, keyId: string): Promise<OnDemandResult> {
  return onDemand(deps, keyId, ({ secretArn }) => rotateNow(deps, keyId, secretArn));
}

/** How the replacement of a leaked value ended. */
export type ReplacementResult =
  | (Extract<OnDemandResult, { outcome: 'done' }> & {
      /** What became of the keys that were created with the leaked value. */
      readonly cascade: Cascade;
    })
  | Exclude<OnDemandResult, { outcome: 'done' }>;

/**
 * Ends a value that leaked and has another one accepted, in one write. A few times a day at most. Sessions and keys that
 * were created with the leaked value end with it.
 */
export async function replaceOnDemand(deps: RotationDeps, keyId: string): Promise<ReplacementResult> {
  const result = await onDemand(deps, keyId, () => replaceAtOnce(deps, keyId));
  if (result.outcome !== 'done') return result;
  const { tenant } = result.managed;
  return { ...result, cascade: await revokeChildren(deps, deps.caller, { tenant, id: keyId }) };
}

/** Goes back to the previous value. */
export function rollBackOnDemand(deps: RotationDeps, keyId: string): Promise<OnDemandResult> {
  return onDemand(deps, keyId, ({ secretArn }) => rollBack(deps, keyId, secretArn));
}

async function onDemand(
  deps: RotationDeps,
  keyId: string,
  work: (managed: ManagedKey) => Promise<StepResult>,
): Promise<OnDemandResult> {
  const before = await deps.store.readManagedKey(keyId);
  if (!before) return { outcome: 'not-managed' };
  const outcome = await work(before);
  const managed = await deps.store.readManagedKey(keyId);
  if (!managed) return { outcome: 'not-managed' };
  const nowMs = deps.clock();
  switch (outcome) {
    case 'done': {
      const consumersHaveItAtMs = nowMs + managed.consumerCacheMs + deps.limits.propagationMs;
      return { outcome, managed, consumersHaveItAtMs };
    }
    case 'too-soon':
      return { outcome, allowedAtMs: (managed.last?.atMs ?? nowMs) + BETWEEN_STARTS_MS };
    case 'too-many-replacements':
      return { outcome, allowedAtMs: replaceableAtMs(managed) ?? nowMs };
    default:
      return { outcome };
  }
}
