import type { AuditAction, Caller } from '../audit/event.ts';
import { isSameJson } from '../json.ts';
import { untilSettled } from '../settle.ts';
import type { ExpectedVersions } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { auditableSettings, type Key } from './key.ts';

export interface KeyName {
  readonly tenant: string;
  readonly id: string;
  /** The version that the caller read; the key is changed whatever its version without it. */
  readonly ifVersion?: number | undefined;
}

/** What one step makes of a key: the key to write, nothing to do, or the reason why not. */
export type Step<Refusal extends string> =
  | {
      readonly next: Key;
      readonly action: AuditAction;
      /** The versions of what it was decided on, beside the key. */
      readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
      /** Whether the keys that were created with it are still to be revoked. */
      readonly cascade?: 'pending' | undefined;
    }
  | 'unchanged'
  | { readonly refused: Refusal };

export type TransitionResult<Refusal extends string> =
  | { readonly outcome: 'done'; readonly key: Key }
  | { readonly outcome: Refusal | 'not-found' | 'contended' }
  | VersionMismatch;

/**
 * Reads a key, lets `step` decide what becomes of it and commits that together with its event. A key of
 * another tenant is not found. `step` runs again on what is then stored if somebody wrote in between. A step that
 * changes nothing writes nothing, so a repeat after a lost response has one event and one version.
 */
export function transitionKey<Refusal extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id, ifVersion }: KeyName,
  step: (key: Key, nowMs: number) => Step<Refusal> | Promise<Step<Refusal>>,
): Promise<TransitionResult<Refusal>> {
  return untilSettled<TransitionResult<Refusal>>(deps.pause, async () => {
    const before = await deps.store.readKey(id);
    if (before?.tenant !== tenant) return { outcome: 'not-found' };
    const mismatch = versionMismatch(before.version, ifVersion);
    if (mismatch) return mismatch;
    const result = await step(before, deps.clock());
    if (result === 'unchanged') return { outcome: 'done', key: before };
    if ('refused' in result) return { outcome: result.refused };
    const { next, action, expected, cascade } = result;
    if (isSameJson(auditableSettings(before), auditableSettings(next))) {
      return { outcome: 'done', key: before };
    }

    const key: Key = { ...next, version: before.version + 1 };
    const event = auditEvent(deps, caller, {
      action,
      tenant,
      subject: { kind: 'key', id },
      before: auditableSettings(before),
      after: auditableSettings(key),
    });
    const outcome = await deps.store.commit({ kind: 'update-key', key, expected, cascade }, event);
    return outcome === 'committed' ? { outcome: 'done', key } : 'stale';
  });
}
