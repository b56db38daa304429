import { revokeChildren } from '../keys/cascade.ts';
import type { Cascade } from '../keys/key.ts';
import { advanceRotation } from './advance-rotation.ts';
import type { StepResult } from './blocked-reasons.ts';
import { MIN_ROTATION_INTERVAL_MS } from './due.ts';
import type { Effect } from './effect.ts';
import { isFinished, type ManagedKey, openRotation } from './managed-key.ts';
import { nextEffect } from './next-effect.ts';
import { replaceableAtMs, startReplacement } from './replace-immediately.ts';
import { startRollback } from './rollback.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { runEffects } from './run-effects.ts';
import { hasLabel } from './secret-store.ts';
import type { Snapshot } from './snapshot.ts';
import { startOrdered } from './start.ts';

/** The result of an on-demand operation. */
export type OnDemandResult =
  | {
      readonly outcome: 'done';
      readonly managed: ManagedKey;
      /** When every consumer has read the new value: the caches have expired, in milliseconds since 1970. */
      readonly propagatedByMs: number;
    }
  | { readonly outcome: 'rotation-too-frequent' | 'replacement-limit-exceeded'; readonly allowedAtMs: number }
  | {
      readonly outcome: Exclude<StepResult, 'done' | 'rotation-too-frequent' | 'replacement-limit-exceeded'>;
    };

/** Each returns the commit that starts the order, or rejects it. */
const ORDERS = { rotate: startOrdered, replace: startReplacement, 'roll-back': startRollback } as const;
export type Order = keyof typeof ORDERS;

/** Rotates now, whether due or not, but not within 10 minutes of the previous rotation. */
export function rotateOnDemand(deps: RotationDeps, keyId: string): Promise<OnDemandResult> {
  return onDemand(deps, keyId, 'rotate');
}

/** The result of replacing a leaked value. */
export type ReplacementResult =
  | (Extract<OnDemandResult, { outcome: 'done' }> & {
      /** Whether all keys that were created with the leaked value are revoked. */
      readonly cascade: Cascade;
    })
  | Exclude<OnDemandResult, { outcome: 'done' }>;

/**
 * Ends a leaked value and accepts a new one, in one write, at most `REPLACEMENTS_LIMIT` times in 24 hours. Sessions and
 * keys that were created with the leaked value end with it.
 */
export async function replaceOnDemand(deps: RotationDeps, keyId: string): Promise<ReplacementResult> {
  const result = await onDemand(deps, keyId, 'replace');
  if (result.outcome !== 'done') return result;
  const { tenant } = result.managed;
  return { ...result, cascade: await revokeChildren(deps, deps.caller, { tenant, id: keyId }) };
}

/** Makes the previous value current again. */
export function rollBackOnDemand(deps: RotationDeps, keyId: string): Promise<OnDemandResult> {
  return onDemand(deps, keyId, 'roll-back');
}

async function onDemand(deps: RotationDeps, keyId: string, order: Order): Promise<OnDemandResult> {
  const { outcome: ended, snapshot } = await runEffects(deps, keyId, (each) => nextOfOrder(each, order));
  if (!snapshot) return { outcome: ended };
  const { managed } = snapshot.record;
  const nowMs = deps.clock();
  const outcome = outcomeOf(snapshot);
  switch (outcome) {
    case 'done': {
      const propagatedByMs = nowMs + managed.consumerCacheMs + deps.limits.propagationMs;
      return { outcome, managed, propagatedByMs };
    }
    case 'rotation-too-frequent':
      return { outcome, allowedAtMs: (managed.last?.atMs ?? nowMs) + MIN_ROTATION_INTERVAL_MS };
    case 'replacement-limit-exceeded':
      return { outcome, allowedAtMs: replaceableAtMs(managed) ?? nowMs };
    default:
      return { outcome };
  }
}

/** The commit of the order, then the rows of its rotation, then all rows. */
function nextOfOrder(snapshot: Snapshot, order: Order): Effect | undefined {
  const { record, failure, memory } = snapshot;
  const { rotation } = record.managed;
  if (failure !== undefined) return nextEffect(snapshot);
  const isRepeated =
    order === 'roll-back' && rotation?.kind === 'rollback' && rotation.abandonedAtMs === null;
  if (memory.ordered === undefined && !isRepeated) return ORDERS[order](snapshot);
  const isOpen = isRepeated || rotation?.versionId === memory.ordered;
  const isRevoked = record.key.status === 'revoked';
  return (isOpen && !isRevoked ? advanceRotation(snapshot) : undefined) ?? nextEffect(snapshot);
}

/** An order is done once the label is moved. The sweep confirms the other Regions. */
function outcomeOf({ record: { managed }, failure, memory, secret }: Snapshot): StepResult {
  if (failure !== undefined) return failure;
  const { ordered } = memory;
  if (ordered === undefined || isFinished(managed, ordered) || memory.movedTo === ordered) return 'done';
  if (secret && hasLabel(secret.labels, ordered, 'AWSCURRENT')) return 'done';
  return openRotation(managed, ordered) ? 'label-drift' : 'abandoned';
}
