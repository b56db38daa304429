import type { AuditAction, AuditEvent, Caller } from './audit/event.ts';
import { isSameJson, type JsonObject } from './json.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import type { Change } from './store.ts';
import { auditEvent, type UseCaseDeps } from './use-case.ts';
import { type VersionMismatch, versionMismatch } from './version-mismatch.ts';

/** The decision on an update: the next version, no change, or the reason for a rejection. */
export type Step<Entity, Rejection extends string, Options = unknown> =
  | ({ readonly next: Entity; readonly action: AuditAction } & Options)
  | 'unchanged'
  | { readonly rejected: Rejection };

/** Decides on a resource; `version-conflict` if another record changed while it was read. */
export type Decide<Decided extends string | object, Entity> = (
  before: Entity,
  nowMs: number,
) => Decided | 'version-conflict' | Promise<Decided | 'version-conflict'>;

/** Reads a resource, shows it in audit events and writes it. */
export interface Resource<Entity extends { readonly version: number }, Done, Options = unknown> {
  readonly tenant: string;
  readonly subject: AuditEvent['subject'];
  readonly read: () => Promise<Entity | undefined>;
  readonly audited: (entity: Entity) => JsonObject;
  readonly change: (next: Entity, options: Options) => Change;
  readonly done: (entity: Entity) => Done;
}

export type UpdateResult<Rejection extends string, Done> =
  | Done
  | { readonly outcome: Rejection | 'not-found' | 'conflict' }
  | VersionMismatch;

/**
 * Updates a resource with optimistic locking: reads it, lets `decide` decide and commits the next version together with
 * its audit event. If another write came first, `decide` runs again on the new state. A decision that changes nothing
 * writes nothing, so that a repetition after a lost response adds no event and no version.
 *
 * @param ifVersion the version that the caller read; undefined updates any version
 */
export function updateWithRetry<
  Entity extends { readonly version: number },
  Rejection extends string,
  Done extends { readonly outcome: string },
  Options = unknown,
>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, subject, read, audited, change, done }: Resource<Entity, Done, Options>,
  ifVersion: number | undefined,
  decide: Decide<Step<Entity, Rejection, Options>, Entity>,
): Promise<UpdateResult<Rejection, Done>> {
  return retryOnConflict<UpdateResult<Rejection, Done>>(deps.backoff, async () => {
    const before = await read();
    if (!before) return { outcome: 'not-found' };
    const mismatch = versionMismatch(before.version, ifVersion);
    if (mismatch) return mismatch;
    const step = await decide(before, deps.clock());
    if (step === 'version-conflict') return step;
    if (step === 'unchanged') return done(before);
    if ('rejected' in step) return { outcome: step.rejected };
    if (isSameJson(audited(before), audited(step.next))) return done(before);

    const next: Entity = { ...step.next, version: before.version + 1 };
    const event = auditEvent(deps, caller, {
      ...{ action: step.action, tenant, subject },
      ...{ before: audited(before), after: audited(next) },
    });
    return (await deps.store.commit(change(next, step), event)) === 'committed'
      ? done(next)
      : 'version-conflict';
  });
}
