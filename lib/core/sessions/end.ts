import type { Caller } from '../audit/event.ts';
import { untilSettled } from '../settle.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { auditableSession, type Session } from './session.ts';

export interface SessionName {
  readonly tenant: string;
  /** The key that made it. */
  readonly key: string;
  readonly id: string;
  /** The version that the caller read; the session is ended whatever its version without it. */
  readonly ifVersion?: number | undefined;
}

export type EndSessionResult =
  | { readonly outcome: 'done'; readonly session: Session }
  | { readonly outcome: 'not-found' | 'contended' }
  | VersionMismatch;

/** Ends a session before its time: it is refused from the next request on. Repeating it changes nothing. */
export function endSession(deps: UseCaseDeps, caller: Caller, name: SessionName): Promise<EndSessionResult> {
  return untilSettled<EndSessionResult>(deps.pause, async () => {
    const before = await deps.store.readSession(name.id);
    if (before?.tenant !== name.tenant || before.key !== name.key) return { outcome: 'not-found' };
    const mismatch = versionMismatch(before.version, name.ifVersion);
    if (mismatch) return mismatch;
    if (before.endedAtMs !== null) return { outcome: 'done', session: before };

    const session: Session = { ...before, endedAtMs: deps.clock(), version: before.version + 1 };
    const event = auditEvent(deps, caller, {
      action: 'session.ended',
      tenant: session.tenant,
      subject: { kind: 'session', id: session.id },
      before: auditableSession(before),
      after: auditableSession(session),
    });
    const outcome = await deps.store.commit({ kind: 'update-session', session }, event);
    return outcome === 'committed' ? { outcome: 'done', session } : 'stale';
  });
}
