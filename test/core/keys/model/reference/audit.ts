import type { CommandOf } from '../command.ts';
import { type Context, done, type ModelEvent, record, rejected, type State, type Verdict } from './state.ts';

const DAY_MS = 86_400_000;

/** A read of the trail is recorded once for a caller and an address in 24 hours (docs/audit.md). */
export function readAudit(state: State, command: CommandOf<'read-audit'>, context: Context): Verdict {
  const { tenant, caller } = command;
  if (!state.tenants.has(tenant)) return rejected('not-found');
  const reader = JSON.stringify([caller.id, caller.sourceAddress, tenant]);
  const lastMs = state.auditReads.get(reader);
  if (lastMs !== undefined && context.nowMs < lastMs + DAY_MS) return done('read');
  state.auditReads.set(reader, context.nowMs);
  record(state, context, caller, 'audit.read', ['tenant', tenant, tenant], [null, {}]);
  return done('read');
}

/** A selection of events: of one key, one owner or one caller; the end of the time range is exclusive. */
export interface Selection {
  readonly key?: string | undefined;
  readonly owner?: string | undefined;
  readonly actor?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

export function selected(
  { subject, caller, atMs }: ModelEvent,
  { key, owner, actor, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY }: Selection,
): boolean {
  if (atMs < sinceMs || atMs >= untilMs) return false;
  if (key !== undefined) return subject.kind === 'key' && subject.id === key;
  if (owner !== undefined) return subject.kind === 'owner' && subject.id === owner;
  return actor === undefined || caller.id === actor;
}
