import type { Key } from '../keys/key.ts';
import type { CommitOutcome } from '../store.ts';
import { auditEvent } from '../use-case.ts';
import { auditableManagedKey, auditableValues, type ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';

/** Writes the next version of a key and removes its rotation state, with the audit event. */
export function commitUnmanaged(deps: ManageDeps, next: Key, managed: ManagedKey): Promise<CommitOutcome> {
  const event = auditEvent(deps, deps.caller, {
    action: 'key.unmanaged',
    tenant: next.tenant,
    subject: { kind: 'key', id: next.id },
    before: auditableManagedKey(managed),
    after: auditableValues(next),
  });
  return deps.store.commit({ kind: 'update-key', key: next, managed: 'removed' }, event);
}
