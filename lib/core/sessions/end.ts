import type { Caller } from '../audit/event.ts';
import { type UpdateResult, updateWithRetry } from '../update-with-retry.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { auditableSession, type Session } from './session.ts';

export interface SessionName {
  readonly tenant: string;
  /** The key that created it. */
  readonly key: string;
  readonly id: string;
  /** The version that the caller read; undefined ends any version. */
  readonly ifVersion?: number | undefined;
}

export type EndSessionResult = UpdateResult<never, { readonly outcome: 'done'; readonly session: Session }>;

/** Ends a session before its expiry, effective on the next request. Repeating it changes nothing. */
export function endSession(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, key, id, ifVersion }: SessionName,
): Promise<EndSessionResult> {
  const resource = {
    ...({ tenant, subject: { kind: 'session', id }, audited: auditableSession } as const),
    read: async () => {
      const session = await deps.store.readSession(id);
      return session?.tenant === tenant && session.key === key ? session : undefined;
    },
    change: (session: Session) => ({ kind: 'update-session', session }) as const,
    done: (session: Session) => ({ outcome: 'done', session }) as const,
  };
  return updateWithRetry(deps, caller, resource, ifVersion, (session, nowMs) =>
    session.endedAtMs === null
      ? { next: { ...session, endedAtMs: nowMs }, action: 'session.ended' }
      : 'unchanged',
  );
}
