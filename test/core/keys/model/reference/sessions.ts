import { type CommandOf, creationOf } from '../command.ts';
import { decide } from './decisions.ts';
import { grants, isForSessions } from './permissions.ts';
import {
  type Context,
  done,
  type ModelSession,
  otherVersion,
  record,
  rejected,
  remember,
  repeated,
  type State,
  updated,
  type Verdict,
} from './state.ts';

const DEFAULT_MS = 3_600_000;

/** The session of an embedded user: at most the permissions and the lifetime of its key. */
export function createSession(state: State, command: CommandOf<'create-session'>, context: Context): Verdict {
  const { key: id, user, lastsMs = DEFAULT_MS, caller } = command;
  const { nowMs, label } = context;
  const decision = decide(state, id, 'sessions:manage', nowMs);
  const key = state.keys.get(id);
  if (!key || decision.outcome !== 'allowed') return rejected('denied');
  const { token, body } = creationOf(command);
  const before = repeated(state, context, token, body);
  if (before === 'reused') return rejected('idempotency-key-reused');
  if (before !== undefined) return done('value-unavailable', before);
  const held = (decision.permissions ?? []).filter(isForSessions);
  const { permissions = held } = command;
  if (!permissions.every((each) => isForSessions(each) && grants(held, each))) return rejected('exceeds-key');
  const session: ModelSession = {
    ...{ id: label, tenant: key.tenant, key: id, owner: key.owner, user, permissions },
    ...{ createdAtMs: nowMs, endedAtMs: null, version: 1 },
    expiresAtMs: Math.min(nowMs + lastsMs, key.expiresAtMs ?? Number.POSITIVE_INFINITY),
  };
  state.sessions.set(label, session);
  remember(state, context, token, body);
  record(state, context, caller, 'session.created', ['session', key.tenant, label], [null, session]);
  return done('created', label);
}

export function endSession(state: State, command: CommandOf<'end-session'>, context: Context): Verdict {
  const { session: id, key, tenant, caller } = command;
  const before = state.sessions.get(id);
  if (!before || before.key !== key || before.tenant !== tenant) return rejected('not-found');
  const mismatch = otherVersion(before, command);
  if (mismatch.length > 0) return rejected(...mismatch);
  if (before.endedAtMs !== null) return updated(before);
  const after = { ...before, endedAtMs: context.nowMs, version: before.version + 1 };
  state.sessions.set(id, after);
  record(state, context, caller, 'session.ended', ['session', tenant, id], [before, after]);
  return updated(after);
}
