import { type Caller, shortCallerId } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type Key, REVOCATION_REASONS, type RevocationReason } from './key.ts';
import { type KeyName, type TransitionResult, transitionKey } from './transition.ts';

/** How many keys that were made with a compromised one are revoked at the same time. */
const AT_ONCE = 16;

/**
 * Ends a key for ever: erases its digests and keeps the item as a tombstone. A compromised key takes with it
 * whatever was made with it. Its sessions end as well, unless `endSessions` is false. Safe to repeat, and to be repeated where it failed half-way.
 */
export async function revokeKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  reason: RevocationReason,
  endSessions = true,
): Promise<TransitionResult<never>> {
  const result = await transitionKey<never>(deps, caller, keyName, (key, nowMs) => {
    const next = revoked(key, caller, reason, nowMs, endSessions);
    return next === key ? 'unchanged' : { next, action: 'key.revoked' };
  });
  if (result.outcome !== 'done' || reason !== 'compromised') return result;
  return (await endChildren(deps, caller, keyName)) ? result : { outcome: 'contended' };
}

/**
 * Revokes all keys that were made with a compromised one. None can be added meanwhile: making one needs its
 * parent active, in the same transaction.
 *
 * @returns whether all are revoked; what is left is done when it is asked for again
 * @throws UnavailableError where the store doesn't answer
 */
export async function endChildren(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id }: KeyName,
): Promise<boolean> {
  const { children } = await deps.store.readDescendants(id);
  for (let done = 0; done < children.length; done += AT_ONCE) {
    const results = await Promise.all(
      children
        .slice(done, done + AT_ONCE)
        .map((child) => revokeKey(deps, caller, { tenant, id: child }, 'compromised')),
    );
    if (results.some(({ outcome }) => outcome !== 'done')) return false;
  }
  return true;
}

/**
 * The key as it is once revoked: who revoked it first and when
 * stays, the reason moves only towards `compromised`, and sessions that were left valid can only be ended.
 */
export function revoked(
  key: Key,
  caller: Caller,
  reason: RevocationReason,
  atMs: number,
  endSessions = true,
): Key {
  if (!key.revocation) {
    const made = { atMs, by: shortCallerId(caller), reason };
    const revocation = endSessions ? made : { ...made, endSessions };
    return { ...key, status: 'revoked', credentials: [], revocation };
  }
  const { revocation } = key;
  const isWorse = REVOCATION_REASONS.indexOf(reason) > REVOCATION_REASONS.indexOf(revocation.reason);
  const endsMore = endSessions && revocation.endSessions === false;
  if (!isWorse && !endsMore) return key;
  const { endSessions: _kept, ...ending } = revocation;
  return { ...key, revocation: { ...(endsMore ? ending : revocation), ...(isWorse && { reason }) } };
}
