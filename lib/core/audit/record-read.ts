import { commitCreation } from '../idempotency/create-once.ts';
import { idempotencyToken, isWithinWindow } from '../idempotency/record.ts';
import type { JsonObject } from '../json.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Caller } from './event.ts';

/**
 * Tells in a tenant's audit trail that somebody reads it, and what they asked for: once for each caller and address
 * in 24 hours, however many pages they read and however often they ask. Each page and each poll told by itself
 * would bury the changes, and a rule that went by the cursor could be got round with one bent by hand.
 *
 * @throws UnavailableError if the store doesn't answer: then nothing may be shown
 */
export async function recordAuditRead(
  deps: UseCaseDeps,
  caller: Caller,
  tenant: string,
  filter: JsonObject,
): Promise<void> {
  const reading = { params: { tenant }, body: {}, idempotencyKey: caller.sourceAddress };
  const token = idempotencyToken(caller, 'audit.read', reading);
  const told = await deps.store.readIdempotencyRecord(token.id);
  if (told && isWithinWindow(told, deps.clock())) return;
  // Stale is somebody else's page of the same caller that told it first.
  await commitCreation(
    deps,
    caller,
    { action: 'audit.read', tenant, subject: { kind: 'tenant', id: tenant }, after: filter },
    token,
    (record) => ({ kind: 'read-audit', record }),
  );
}
