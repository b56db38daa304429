import { type AgendaContext, agenda } from './agenda.ts';
import type { ManagedRecord } from './managed-key.ts';

/**
 * When the sweep is to have a key checked next: at the earliest time of its agenda; now stands for the next sweep. Null
 * if nothing is left to do: the key is revoked, that is reported and its secret has the tag.
 */
export function nextReconcileAtMs(record: ManagedRecord, context: AgendaContext): number | null {
  const times = agenda(record, context).flatMap(({ atMs }) => atMs ?? []);
  return times.length === 0 ? null : Math.max(context.nowMs, Math.min(...times));
}
