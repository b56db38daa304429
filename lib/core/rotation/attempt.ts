import { ADVICE, type Refusal, TROUBLE_REASONS, type TroubleReason } from './failures.ts';
import {
  CREDENTIALS_LIMIT,
  credentialOf,
  isLive,
  type ManagedKey,
  type ManagedRecord,
} from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { type SecretFault, SecretStoreError } from './secret-store.ts';
import { standingRefusal } from './standing.ts';
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

/** Clears a reason that has passed, after a run in which all calls went well: the next time is told again. */
export async function forgetPassedTrouble(deps: RotationDeps, keyId: string): Promise<void> {
  await transitionRecord(deps, keyId, async (record, nowMs) => {
    const { key, managed } = record;
    if (!managed.trouble || !(await hasPassed(deps, record, managed.trouble.reason, nowMs)))
      return 'unchanged';
    return { next: { key, managed: { ...managed, trouble: null } }, action: 'rotation.recovered' };
  });
}

/** Every reason has a reset: a new one does not compile without an answer. */
async function hasPassed(
  { store }: RotationDeps,
  record: ManagedRecord,
  reason: TroubleReason,
  nowMs: number,
): Promise<boolean> {
  const { key, managed } = record;
  switch (reason) {
    case 'kms-denied':
    case 'access-denied':
    case 'secret-not-found':
    case 'secret-deleted':
    case 'too-many-versions':
    case 'throttled':
    case 'unreachable':
      return true;
    case 'key-revoked':
    case 'key-not-active':
    case 'key-expired':
    case 'owner-deactivated':
      return (await standingRefusal(store, key, nowMs)) !== reason;
    case 'too-many-credentials':
      // One that has ended is kept while its version is the previous one.
      return key.credentials.filter((each) => isLive(each, nowMs)).length < CREDENTIALS_LIMIT - 1;
    case 'version-missing':
    case 'edited-by-hand':
    case 'not-accepted':
      // Told of a rotation that is closed by now.
      return managed.rotation === null;
    case 'label-moved-by-hand':
    case 'secret-holds-dead-key':
      return isCurrentServed(record, nowMs);
  }
}

/** Whenever the label is seen elsewhere, the start of the overlap is unset until it is seen in its place. */
function isCurrentServed(record: ManagedRecord, nowMs: number): boolean {
  const credential = credentialOf(record, record.managed.current);
  return record.managed.promotedSeenAtMs !== null && credential !== undefined && isLive(credential, nowMs);
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
