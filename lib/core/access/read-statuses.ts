import type { KeySettings } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import { readKnown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { KeyReader, SessionSettings } from '../store.ts';
import {
  type EffectiveKeyStatus,
  type EffectiveSessionStatus,
  effectiveKeyStatus,
  effectiveSessionStatus,
} from './effective-status.ts';

/** The effective status of a key. */
export type KeyStatusOf = (key: KeySettings) => EffectiveKeyStatus;

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
  const read = async ([name, { tenant, owner }]: [string, KeySettings]): Promise<
    [string, Owner | undefined]
  > => [name, known(await readKnown(store.readOwner(tenant, owner)))];
  const owners = new Map(await Promise.all([...distinct].map(read)));
  return (key) => effectiveKeyStatus(key, owners.get(nameOf(key)), nowMs);
}

/** The same for the sessions of a key. */
export async function readSessionStatuses(
  { store, clock }: StatusDeps,
  key: KeySettings,
): Promise<(session: SessionSettings) => EffectiveSessionStatus> {
  const owner =
    key.boundBy === 'owner' ? known(await readKnown(store.readOwner(key.tenant, key.owner))) : undefined;
  const nowMs = clock();
  return (session) => effectiveSessionStatus(session, key, owner, nowMs);
}

function nameOf({ tenant, owner }: KeySettings): string {
  return `${tenant}/${owner}`;
}

/** An owner that this version cannot decode is not known to be active, so that its bound keys are not shown as active. */
function known(owner: Owner | 'unknown' | undefined): Owner | undefined {
  return owner === 'unknown' ? undefined : owner;
}
