import type { Caller } from '../audit/event.ts';
import type { Change, ExpectedVersions } from '../store.ts';
import {
  type Decide,
  type Step as StepOf,
  type UpdateResult,
  updateWithRetry,
} from '../update-with-retry.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { auditableSettings, type Key } from './key.ts';

export interface KeyName {
  readonly tenant: string;
  readonly id: string;
  /** The version that the caller read; undefined updates any version. */
  readonly ifVersion?: number | undefined;
}

/** The conditions and additional writes of a key update. */
interface KeyChangeOptions {
  /** The versions of the other records that the decision depends on. */
  readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
  /** Present if the key can be accepted longer. */
  readonly counting?: Extract<Change, { kind: 'update-key' }>['counting'];
  /** Whether the keys that were created with it must still be revoked. */
  readonly cascade?: 'pending' | undefined;
}

export type Step<Rejection extends string> = StepOf<Key, Rejection, KeyChangeOptions>;
export type UpdateWithRetryResult<Rejection extends string> = UpdateResult<
  Rejection,
  { readonly outcome: 'done'; readonly key: Key }
>;

/** Updates a key. A key of another tenant is `not-found`. */
export function updateKeyWithRetry<Rejection extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id, ifVersion }: KeyName,
  step: Decide<Step<Rejection>, Key>,
): Promise<UpdateWithRetryResult<Rejection>> {
  const resource = {
    ...({ tenant, subject: { kind: 'key', id }, audited: auditableSettings } as const),
    read: async () => {
      const key = await deps.store.readKey(id);
      return key?.tenant === tenant ? key : undefined;
    },
    change: (key: Key, { expected, counting, cascade }: KeyChangeOptions) =>
      ({ kind: 'update-key', key, expected, counting, cascade }) as const,
    done: (key: Key) => ({ outcome: 'done', key }) as const,
  };
  return updateWithRetry(deps, caller, resource, ifVersion, step);
}
