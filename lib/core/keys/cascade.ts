import type { Caller } from '../audit/event.ts';
import { batchesOf } from '../batches.ts';
import { UnavailableError } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Cascade, Key } from './key.ts';
import { COMPROMISED, revocation } from './revocation.ts';
import { type KeyName, updateKeyWithRetry } from './update-key-with-retry.ts';

/** The number of keys that are revoked in parallel. */
const PARALLEL_REVOCATIONS = 16;
/** The time limit of a run, so that it fits a request. The next run revokes the remaining keys. */
const RUN_MS = 4_000;

/**
 * Runs the cascade of a compromised key, or of a key whose leaked value was replaced, within a request. During the run
 * nothing can be created with the leaked value, because a creation is conditional on the version of its parent. All
 * writes have ended when it returns. It never throws: the cascade is stored, and the response can contain a value that
 * cannot be read again.
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
 * Revokes all keys that were created with a compromised key or with a leaked value. Safe to repeat.
 *
 * @throws UnavailableError if the store does not respond
 * @throws AggregateError if some keys are not revoked
 */
export async function resumeCascade(deps: UseCaseDeps, caller: Caller, keyId: string): Promise<void> {
  const key = await deps.store.readKey(keyId);
  if (!key || compromisedUntilMs(key) === undefined) return;
  const failures = await revokeDescendants(deps, caller, key, deps.clock() + RUN_MS);
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      'some keys that were created with a compromised key are not revoked yet',
    );
  }
  const outcome = await deps.store.finishCascade(keyId, key.version);
  if (outcome === 'version-conflict')
    throw new Error(`the key ${keyId} was compromised again during its cascade`);
}

/** Keys that were created with this key until then are compromised; undefined if none is. */
function compromisedUntilMs({ revocation, compromisedUntilMs }: Key): number | undefined {
  return revocation?.reason === 'compromised' ? Number.POSITIVE_INFINITY : compromisedUntilMs;
}

/** @returns the causes for keys that are not revoked; empty if all are */
async function revokeDescendants(
  deps: UseCaseDeps,
  caller: Caller,
  key: Key,
  deadlineMs: number,
): Promise<readonly unknown[]> {
  const untilMs = compromisedUntilMs(key);
  if (untilMs === undefined) return [];
  const { children } = await deps.store.readDescendants(key.id);
  const failures: unknown[] = [];
  for (const batch of batchesOf(children, PARALLEL_REVOCATIONS)) {
    if (deps.clock() >= deadlineMs) return [...failures, new Error('the time limit of the run was reached')];
    // Waits for all of them, because nothing may be written after the response.
    const results = await Promise.allSettled(
      batch.map((id) =>
        revokeWithChildren(deps, caller, { tenant: key.tenant, id }, { untilMs, deadlineMs }),
      ),
    );
    for (const each of results) {
      if (each.status === 'rejected') failures.push(each.reason);
      else failures.push(...each.value);
    }
    // A store that does not respond would use up the time of the whole request.
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
  return revokeDescendants(deps, caller, result.key, deadlineMs);
}
