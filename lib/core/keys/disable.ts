import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type KeyName, type TransitionResult, transitionKey } from './transition.ts';

/** Refuses a key until it is enabled again. Repeating it changes nothing; a revoked key stays revoked. */
export function disableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<'revoked'>> {
  return transitionKey<'revoked'>(deps, caller, keyName, (key) => {
    if (key.status === 'revoked') return { refused: 'revoked' };
    if (key.status === 'disabled') return 'unchanged';
    return { next: { ...key, status: 'disabled' }, action: 'key.disabled' };
  });
}

/** Accepts a disabled key again. Repeating it changes nothing; a revoked key stays revoked. */
export function enableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<'revoked'>> {
  return transitionKey<'revoked'>(deps, caller, keyName, (key) => {
    if (key.status === 'revoked') return { refused: 'revoked' };
    if (key.status === 'active') return 'unchanged';
    return { next: { ...key, status: 'active' }, action: 'key.enabled' };
  });
}
