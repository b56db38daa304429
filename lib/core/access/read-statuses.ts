import type { KeySettings } from '../keys/key.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import type { Owner } from '../owners/owner.ts';
import { readKnown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { KeyReader, SessionSettings } from '../store.ts';
import {
  effectiveKeyStatus,
  effectiveSessionStatus,
  type ShownKeyStatus,
  type ShownSessionStatus,
} from './effective-status.ts';

/** The status of a key in responses. */
export type KeyStatusOf = (key: KeySettings) => ShownKeyStatus;

export interface StatusDeps {
  readonly store: Pick<KeyReader, 'readOwner'>;
  readonly clock: Clock;
}

/**
 * Reads what the effective statuses of some keys depend on: each distinct owner once, and only those that can change a
 * status.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function readKeyStatuses(
  { store, clock }: StatusDeps,
  keys: readonly KeySettings[],
): Promise<KeyStatusOf> {
  const nowMs = clock();
  const bound = keys.filter((key) => effectiveKeyStatus(key, undefined, nowMs) === 'owner-deactivated');
  const distinct = new Map(bound.map((key) => [nameOf(key), key]));
  const read = async ([name, { tenant, owner }]: [string, KeySettings]): Promise<[string, ReadOwner]> => [
    name,
    await readKnown(store.readOwner(tenant, owner)),
  ];
  const owners = new Map(await Promise.all([...distinct].map(read)));
  return (key) => shownStatus(owners.get(nameOf(key)), (owner) => effectiveKeyStatus(key, owner, nowMs));
}

/** The same for the sessions of a key. */
export async function readSessionStatuses(
  { store, clock }: StatusDeps,
  key: KeySettings,
): Promise<(session: SessionSettings) => ShownSessionStatus> {
  const read = await readKnown(readBoundOwner(store, key));
  const nowMs = clock();
  return (session) => shownStatus(read, (owner) => effectiveSessionStatus(session, key, owner, nowMs));
}

function nameOf({ tenant, owner }: KeySettings): string {
  return `${tenant}/${owner}`;
}

type ReadOwner = Owner | 'unknown' | undefined;

/** A status that depends on an owner is unknown if this version cannot decode that owner. */
function shownStatus<Status extends string>(
  owner: ReadOwner,
  statusWith: (owner: Owner | undefined) => Status,
): Status | 'unknown' {
  if (owner !== 'unknown') return statusWith(owner);
  const status = statusWith(undefined);
  return status === 'owner-deactivated' ? 'unknown' : status;
}
