import type { AuditAction, Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';
import { type KeyName, type Step, type TransitionResult, transitionKey } from './transition.ts';

/** Refuses a key until it is enabled again. Repeating it changes nothing; a revoked key stays revoked. */
export function disableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<'revoked'>> {
  return transitionKey(deps, caller, keyName, (key) => switched(key, 'disabled', 'key.disabled'));
}

/** Accepts a disabled key again. Repeating it changes nothing; a revoked key stays revoked. */
export function enableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<'revoked'>> {
  return transitionKey(deps, caller, keyName, (key) => switched(key, 'active', 'key.enabled'));
}

function switched(key: Key, status: 'active' | 'disabled', action: AuditAction): Step<'revoked'> {
  if (key.status === 'revoked') return { refused: 'revoked' };
  return key.status === status ? 'unchanged' : { next: { ...key, status }, action };
}
