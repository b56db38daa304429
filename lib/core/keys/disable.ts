import type { AuditAction, Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';
import { type KeyName, type Step, type TransitionResult, transitionKey } from './transition.ts';

type SwitchRefusal = 'revoked' | 'deleted';

/** Refuses a key until it is enabled again. Repeating it changes nothing; a revoked or deleted key stays so. */
export function disableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<SwitchRefusal>> {
  return transitionKey(deps, caller, keyName, (key) => switched(key, 'disabled', 'key.disabled'));
}

/** Accepts a disabled key again. Repeating it changes nothing; a revoked or deleted key stays so. */
export function enableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<TransitionResult<SwitchRefusal>> {
  return transitionKey(deps, caller, keyName, (key) => switched(key, 'active', 'key.enabled'));
}

function switched(key: Key, status: 'active' | 'disabled', action: AuditAction): Step<SwitchRefusal> {
  if (key.status === 'revoked' || key.status === 'deleted') return { refused: key.status };
  return key.status === status ? 'unchanged' : { next: { ...key, status }, action };
}
