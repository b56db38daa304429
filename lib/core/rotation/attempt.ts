import { ADVICE, type Refusal, SECRET_TROUBLES, TROUBLE_REASONS, type TroubleReason } from './failures.ts';
import type { ManagedKey } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { type SecretFault, SecretStoreError } from './secret-store.ts';
import { notice, transitionRecord } from './transition.ts';

/** How a step of a rotation ended. */
export type StepResult = 'done' | TroubleReason | Refusal;

/**
 * Takes a step. What stands in the way is written down with the key and told once, however often it is tried.
 *
 * @throws UnavailableError where the store doesn't answer
 */
export async function attempt(
  deps: RotationDeps,
  keyId: string,
  step: () => Promise<StepResult>,
): Promise<StepResult> {
  const result = await withoutThrowing(step);
  const reason = TROUBLE_REASONS.find((each) => each === result);
  // Of a revoked key it is told once that its secret holds a dead key: by whoever looks at its labels.
  if (reason && reason !== 'key-revoked') await recordTrouble(deps, keyId, reason);
  return result;
}

/** Forgets what stood in the way of a call once all calls went well, so that the next time is told again. */
export async function forgetPassedTrouble(deps: RotationDeps, keyId: string): Promise<void> {
  await transitionRecord(deps, keyId, ({ key, managed }) => {
    const hasPassed = SECRET_TROUBLES.some((each) => each === managed.trouble?.reason);
    if (!hasPassed) return 'unchanged';
    return { next: { key, managed: { ...managed, trouble: null } }, action: 'rotation.recovered' };
  });
}

async function withoutThrowing(step: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof SecretStoreError) return troubleOf(error.fault);
    throw error;
  }
}

/** What a call that failed means for the key. */
export function troubleOf(fault: SecretFault): TroubleReason {
  switch (fault) {
    case 'value-differs':
      return 'edited-by-hand';
    case 'label-elsewhere':
      return 'label-moved-by-hand';
    case 'secret-exists':
      return 'edited-by-hand';
    case 'reader-refused':
      return 'access-denied';
    default:
      return fault;
  }
}

async function recordTrouble(deps: RotationDeps, keyId: string, reason: TroubleReason): Promise<void> {
  await transitionRecord(deps, keyId, ({ key, managed }, nowMs) => {
    const rotateAtMs = postponed(managed, reason, nowMs);
    const isKnown = managed.trouble?.reason === reason;
    if (isKnown && rotateAtMs === managed.rotateAtMs) return 'unchanged';
    const trouble = isKnown ? managed.trouble : { reason, sinceMs: nowMs };
    const next = { key, managed: { ...managed, rotateAtMs, trouble } };
    const told = notice('failed', nowMs, managed.rotation?.token ?? managed.current, reason);
    return { next, action: 'rotation.failed', tell: isKnown ? [] : [told] };
  });
}

/** What is due is tried again later; what is not yet due stays so. */
function postponed({ rotateAtMs }: ManagedKey, reason: TroubleReason, nowMs: number): number | null {
  return rotateAtMs === null || rotateAtMs > nowMs ? rotateAtMs : nowMs + ADVICE[reason].retryAfterMs;
}
