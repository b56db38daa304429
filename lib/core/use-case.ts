import type { Codecs } from './access/presented-credential.ts';
import type { AuditAction, AuditEvent, Caller } from './audit/event.ts';
import { auditEventId } from './audit/event.ts';
import type { JsonObject } from './json.ts';
import type { Plans } from './plans/plan.ts';
import type { Profile } from './profiles/profile.ts';
import type { Clock, RandomBytes } from './runtime.ts';
import type { Store } from './store.ts';

/** The dependencies of every use case. */
export interface UseCaseDeps {
  readonly store: Store;
  readonly profile: Profile;
  readonly codecs: Codecs;
  /** The plans of the deployment. */
  readonly plans: Plans;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Waits before the retry of a conflicting write that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
}

/** Creates the event of a change. */
export function auditEvent(
  { clock, random }: Pick<UseCaseDeps, 'clock' | 'random'>,
  caller: Caller,
  change: {
    readonly action: AuditAction;
    readonly tenant: string;
    readonly subject: AuditEvent['subject'];
    readonly before: JsonObject | null;
    readonly after: JsonObject | null;
  },
): AuditEvent {
  const { id, sourceAddress } = caller;
  return { id: auditEventId(random), atMs: clock(), caller: { id, sourceAddress }, ...change };
}
