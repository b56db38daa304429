import type { AuditAction, AuditEvent, Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';
import type { SecretDescription } from '../rotation/secret-store.ts';
import type { Clock, RandomBytes } from '../runtime.ts';
import type { Change, Store } from '../store.ts';
import type { Trail } from './trail.ts';

/** The reads of a restore. */
export type RestoreReader = Pick<
  Store,
  'readTenant' | 'readOwner' | 'readKey' | 'readManagedRecord' | 'readSession'
>;

export interface RestoreDeps {
  /** The key table, from which requests are decided. */
  readonly live: RestoreReader & Pick<Store, 'commit' | 'isKeyCounted'>;
  /** The copy of the key table at an earlier time. */
  readonly copy: RestoreReader;
  /** The events since that time. */
  readonly trail: Trail;
  /** The labels of a secret; undefined if it does not exist. */
  readonly describeSecret: (secretArn: string) => Promise<SecretDescription | undefined>;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Waits before the retry of a conflicting write that follows the attempt (1, 2, …). */
  readonly backoff: (attempt: number) => Promise<void>;
  /** Decides and writes nothing. */
  readonly isDryRun: boolean;
}

/** A resource that a copy of the key table or the audit trail contains. */
export interface Resource {
  readonly kind: AuditEvent['subject']['kind'];
  readonly tenant: string;
  readonly id: string;
}

export const RECOVERIES = [
  /** The key table has its latest state. */
  'unchanged',
  /** It was missing and was written again. */
  'recreated',
  /** An earlier state of it was replaced by the stricter state. */
  'tightened',
  /** It was created after the time of the copy, and no table contains it. */
  'lost',
  /** This version cannot decode its item. It was not changed. */
  'unreadable',
  /** Other writes changed it at the same time. Restore it again. */
  'conflict',
] as const;

export interface Recovered {
  readonly outcome: (typeof RECOVERIES)[number];
  /** What is left to do for a key; undefined if nothing is. */
  readonly todo?: KeyTodo | undefined;
}

/** `issue-value`: the key accepts no value. `adopt`: it was managed after the time of the copy, and is not any more. */
export type KeyTodo = 'issue-value' | 'adopt';

/** The write of a recovery. */
export interface RecoveryWrite {
  readonly outcome: 'recreated' | 'tightened';
  readonly change: Change;
  readonly action: AuditAction;
  readonly before: JsonObject | null;
  readonly after: JsonObject;
  readonly todo?: KeyTodo | undefined;
}

export const UNCHANGED: Recovered = { outcome: 'unchanged' };

export interface Versioned {
  readonly version: number;
}

/** Whether the stored state is not earlier than any other state. */
export function isLatest(
  stored: Versioned | undefined,
  ...others: readonly (Versioned | undefined)[]
): boolean {
  return stored !== undefined && others.every((each) => (each?.version ?? 0) <= stored.version);
}

export function latestOf<Entity extends Versioned>(
  stored: Entity | undefined,
  copied: Entity | undefined,
): Entity | undefined {
  if (!stored || !copied) return stored ?? copied;
  return copied.version > stored.version ? copied : stored;
}

/** Follows every version that is known, so that the state is the latest one of a repeated restore. */
export function nextVersion(...known: readonly (Versioned | undefined)[]): number {
  return Math.max(...known.map((each) => each?.version ?? 0)) + 1;
}

export function written(
  action: AuditAction,
  change: Change,
  before: JsonObject | undefined,
  after: JsonObject,
): RecoveryWrite {
  return { outcome: before ? 'tightened' : 'recreated', change, action, before: before ?? null, after };
}
