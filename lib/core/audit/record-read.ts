import { commitCreation } from '../idempotency/create-once.ts';
import { idempotencyToken, isWithinWindow } from '../idempotency/record.ts';
import type { JsonObject } from '../json.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Caller } from './event.ts';

/**
 * Records a read of a tenant's audit trail with its filter: one event for each caller and address in 24 hours. An event
 * for each page or poll would bury the changes. A rule based on the cursor could be bypassed with a forged one.
 *
 * @throws UnavailableError if the store does not respond: the caller must not return any events
 */
export async function recordAuditRead(
  deps: UseCaseDeps,
  caller: Caller,
  tenant: string,
  filter: JsonObject,
): Promise<void> {
  const reading = { params: { tenant }, body: {}, idempotencyKey: caller.sourceAddress };
  const token = idempotencyToken(caller, 'audit.read', reading);
  const recorded = await deps.store.readIdempotencyRecord(token.id);
  if (recorded && isWithinWindow(recorded, deps.clock())) return;
  // `version-conflict` means that a concurrent request of the same caller already recorded the read.
  await commitCreation(
    deps,
    caller,
    { action: 'audit.read', tenant, subject: { kind: 'tenant', id: tenant }, after: filter },
    token,
    (record) => ({ kind: 'read-audit', record }),
  );
}
