import type { Caller } from '../audit/event.ts';
import { UnavailableError } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Cascade } from './key.ts';
import { COMPROMISED, revocation } from './revocation.ts';
import { type KeyName, transitionKey } from './transition.ts';

/** How many keys are revoked at the same time. */
const AT_ONCE = 16;
/** For how long one run goes on: what is left fits no request, and is left to the next run. */
const RUN_MS = 4_000;

/**
 * Revokes all keys that were created with a compromised key, down to the last, within a request. None can be added
 * meanwhile: creating one needs its parent active, in the same transaction. It has ended all its writes when it
 * returns, and never throws: the revocation of the key itself is stored, and the response may hold a value that can't
 * be read again.
 */
export async function revokeChildren(deps: UseCaseDeps, caller: Caller, keyName: KeyName): Promise<Cascade> {
  try {
    await completeCascade(deps, caller, keyName);
    return 'complete';
  } catch {
    // The sweep's run of the same cascade logs the cause.
    return 'pending';
  }
}

/**
 * Goes on with a cascade that is stored as pending. Safe to repeat.
 *
 * @throws UnavailableError if the store doesn't answer
 * @throws AggregateError if keys are left to revoke
 */
export async function resumeCascade(deps: UseCaseDeps, caller: Caller, keyId: string): Promise<void> {
  const key = await deps.store.readKey(keyId);
  if (key?.revocation?.reason !== 'compromised') return;
  await completeCascade(deps, caller, { tenant: key.tenant, id: keyId });
}

async function completeCascade(deps: UseCaseDeps, caller: Caller, keyName: KeyName): Promise<void> {
  const failures = await revokeBelow(deps, caller, keyName, deps.clock() + RUN_MS);
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      'some keys that were created with a compromised key are not revoked yet',
    );
  }
  await deps.store.finishCascade(keyName.id);
}

/** @returns why keys are left to revoke; empty if none is */
async function revokeBelow(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id }: KeyName,
  untilMs: number,
): Promise<readonly unknown[]> {
  const { children } = await deps.store.readDescendants(id);
  const failures: unknown[] = [];
  for (let done = 0; done < children.length; done += AT_ONCE) {
    if (deps.clock() >= untilMs) return [...failures, new Error('the run took too long')];
    const batch = children.slice(done, done + AT_ONCE);
    // Waits for all of them: nothing may still be written after the answer.
    const results = await Promise.allSettled(
      batch.map((child) => revokeWithChildren(deps, caller, { tenant, id: child }, untilMs)),
    );
    for (const each of results) {
      if (each.status === 'rejected') failures.push(each.reason);
      else failures.push(...each.value);
    }
    // A store that does not answer would take the time of the whole request.
    if (failures.some((each) => each instanceof UnavailableError)) return failures;
  }
  return failures;
}

async function revokeWithChildren(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  untilMs: number,
): Promise<readonly unknown[]> {
  const { outcome } = await transitionKey<never>(deps, caller, keyName, (key, nowMs) =>
    revocation(key, caller, COMPROMISED, nowMs),
  );
  if (outcome !== 'done') return [new Error(`the key ${keyName.id} was not revoked: ${outcome}`)];
  return revokeBelow(deps, caller, keyName, untilMs);
}
