import { type AgendaContext, agenda } from './agenda.ts';
import type { ManagedRecord } from './managed-key.ts';

/**
 * The earliest time of the agenda of a key; `nowMs` means the next sweep. Null if nothing is left to do: the key is
 * revoked, the revocation is reported and its secret is tagged.
 */
export function nextReconcileAtMs(record: ManagedRecord, context: AgendaContext): number | null {
  const times = agenda(record, context).flatMap(({ atMs }) => atMs ?? []);
  return times.length === 0 ? null : Math.max(context.nowMs, Math.min(...times));
}
