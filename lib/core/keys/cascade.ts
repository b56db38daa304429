import type { Caller } from '../audit/event.ts';
import { batchesOf } from '../batches.ts';
import { UnavailableError } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Cascade, Key } from './key.ts';
import { COMPROMISED, revocation } from './revocation.ts';
import { type KeyName, updateKeyWithRetry } from './update-with-retry.ts';

/** How many keys are revoked at the same time. */
const AT_ONCE = 16;
/** For how long one run goes on: what is left fits no request, and is left to the next run. */
const RUN_MS = 4_000;

/**
 * Runs the cascade of a compromised key, or of a key whose leaked value was replaced, within a request. Nothing can be
 * created with the leaked value meanwhile: a creation names the version of its parent, in the same transaction. All its
 * writes have ended when it returns, and it never throws: what began the cascade is stored, and the response may hold a
 * value that can't be read again.
 */
export async function revokeChildren(deps: UseCaseDeps, caller: Caller, { id }: KeyName): Promise<Cascade> {
  try {
    await resumeCascade(deps, caller, id);
    return 'complete';
  } catch {
    // The sweep's run of the same cascade logs the cause.
    return 'pending';
  }
}

/**
 * Revokes the keys that were created with a compromised key or with a leaked value, down to the last. Safe to repeat.
 *
 * @throws UnavailableError if the store doesn't answer
 * @throws AggregateError if keys are left to revoke
 */
export async function resumeCascade(deps: UseCaseDeps, caller: Caller, keyId: string): Promise<void> {
  const key = await deps.store.readKey(keyId);
  if (!key || compromisedUntilMs(key) === undefined) return;
  const failures = await revokeBelow(deps, caller, key, deps.clock() + RUN_MS);
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      'some keys that were created with a compromised key are not revoked yet',
    );
  }
  const outcome = await deps.store.finishCascade(keyId, key.version);
  if (outcome === 'stale') throw new Error(`the key ${keyId} was compromised again during its cascade`);
}

/** Until when keys that were created with this key are compromised; undefined if none is. */
function compromisedUntilMs({ revocation, compromisedUntilMs }: Key): number | undefined {
  return revocation?.reason === 'compromised' ? Number.POSITIVE_INFINITY : compromisedUntilMs;
}

/** @returns why keys are left to revoke; empty if none is */
async function revokeBelow(
  deps: UseCaseDeps,
  caller: Caller,
  key: Key,
  deadlineMs: number,
): Promise<readonly unknown[]> {
  const untilMs = compromisedUntilMs(key);
  if (untilMs === undefined) return [];
  const { children } = await deps.store.readDescendants(key.id);
  const failures: unknown[] = [];
  for (const batch of batchesOf(children, AT_ONCE)) {
    if (deps.clock() >= deadlineMs) return [...failures, new Error('the run took too long')];
    // Waits for all of them: nothing may still be written after the answer.
    const results = await Promise.allSettled(
      batch.map((id) =>
        revokeWithChildren(deps, caller, { tenant: key.tenant, id }, { untilMs, deadlineMs }),
      ),
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
  { untilMs, deadlineMs }: { readonly untilMs: number; readonly deadlineMs: number },
): Promise<readonly unknown[]> {
  const result = await updateKeyWithRetry<never>(deps, caller, keyName, (key, nowMs) =>
    key.createdAtMs <= untilMs ? revocation(key, caller, COMPROMISED, nowMs) : 'unchanged',
  );
  if (result.outcome !== 'done')
    return [new Error(`the key ${keyName.id} was not revoked: ${result.outcome}`)];
  return revokeBelow(deps, caller, result.key, deadlineMs);
}
