import type { Key } from '../../../../lib/core/keys/key.ts';
import type { Plans } from '../../../../lib/core/plans/plan.ts';
import type { Session } from '../../../../lib/core/sessions/session.ts';
import type { Change } from '../../../../lib/core/store.ts';
import { type MemoryState, ownerName } from '../../../support/memory-state.ts';
import { grants, withinRole } from './reference/permissions.ts';

const DAY_MS = 86_400_000;

/**
 * Checks a new resource at its commit, on the state of that time: it has no more permissions than its owner and its parent.
 * A check of the command order alone would accept a creation before a change whose response came earlier.
 */
export function violation(state: MemoryState, plans: Plans, change: Change): string | undefined {
  if (change.kind === 'create-key') return ofKey(state, change.key) ?? ofCount(state, plans, change.key);
  if (change.kind === 'create-session') return ofSession(state, change.session);
  return undefined;
}

function ofKey({ keys, owners, tenants }: MemoryState, key: Key): string | undefined {
  const owner = owners.get(ownerName({ tenant: key.tenant, id: key.owner }));
  if (owner?.status !== 'active') return 'a key was created for an owner who is not active';
  const isForOwner = key.lineage.parent === null || key.boundBy === 'owner';
  if (isForOwner && !covers(withinRole(key.permissions, owner.role), key.permissions))
    return "a key was created with more than its owner's role allows";
  const days = tenants.get(key.tenant)?.maxKeyLifetimeDays ?? Number.POSITIVE_INFINITY;
  if (endOf(key) > key.createdAtMs + days * DAY_MS)
    return 'a key was created that outlives the limit of its tenant';
  const parent = key.lineage.parent === null ? undefined : keys.get(key.lineage.parent);
  if (!parent) return undefined;
  if (parent.status !== 'active') return 'a key was created with a key that is not active';
  if (!covers(parent.permissions, key.permissions)) return 'a key was created with more than its parent has';
  return endOf(key) > endOf(parent) ? 'a key was created that outlives its parent' : undefined;
}

/** No owner has more keys than its maximum. The new key was created at the time of the check. */
function ofCount(
  { keys, owners }: MemoryState,
  plans: Plans,
  { tenant, owner, createdAtMs }: Key,
): string | undefined {
  const found = owners.get(ownerName({ tenant, id: owner }));
  const most = found?.maxKeys ?? plans[found?.plan ?? '']?.maxKeys ?? Number.POSITIVE_INFINITY;
  const accepted = [...keys.values()].filter(
    (key) =>
      key.tenant === tenant &&
      key.owner === owner &&
      (key.status === 'active' || key.status === 'disabled') &&
      endOf(key) > createdAtMs,
  );
  return accepted.length > most ? 'a key was created above the maximum of its owner' : undefined;
}

function ofSession({ keys }: MemoryState, session: Session): string | undefined {
  const key = keys.get(session.key);
  if (key?.status !== 'active') return 'a session was created with a key that is not active';
  if (!covers(key.permissions, session.permissions))
    return 'a session was created with more than its key has';
  return session.expiresAtMs > endOf(key) ? 'a session was created that outlives its key' : undefined;
}

function covers(held: readonly string[], permissions: readonly string[]): boolean {
  return permissions.every((each) => grants(held, each));
}

function endOf({ expiresAtMs }: Key): number {
  return expiresAtMs ?? Number.POSITIVE_INFINITY;
}
