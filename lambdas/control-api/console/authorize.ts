import * as z from 'zod';
import type { ConsoleOperation } from '../../../lib/contracts/http/console.ts';
import { type Reach, reachOf } from '../../../lib/contracts/http/role-permissions.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { findMember, type Member } from '../../../lib/core/members/member.ts';
import type { Store } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { AccessToken } from '../../../lib/http/access-token.ts';
import type { Authorization, Call } from '../../../lib/http/authorization.ts';
import { type ConsoleUsers, verifiedUser } from './console-users.ts';

/** What is read of input that fits its route already. */
const inTenant = z.object({ tenant: z.string() });
const onKey = z.object({ key: z.string() });
const newKey = z.object({ owner: z.string(), boundBy: z.string().default('owner') });

/**
 * Decides on a person's call by what is stored of them now: whoever is no member of the tenant finds no such tenant,
 * and whoever may not have the route is told so (MH-10, MB-01, MB-08).
 */
export function createAuthorization(deps: UseCaseDeps, consoleUsers: ConsoleUsers) {
  return async (
    token: AccessToken,
    call: Call<ConsoleOperation>,
  ): Promise<Authorization<Caller, 'not-found' | 'forbidden' | 'unavailable'>> => {
    const { tenant } = inTenant.parse(call.params);
    const member = await findMember(deps, verifiedUser(token, consoleUsers), tenant);
    if (member === 'conflict') return { problem: 'unavailable' };
    if (!member) return { problem: 'not-found' };

    const role = effectiveRole(member.role, token.claimedRoles);
    const reach = reachOf(role, call.operation, deps.profile);
    if (reach === 'nothing') return { problem: 'forbidden', detail: `Your role here is ${role}.` };
    if (reach !== 'all' && !(await isWithin(reach, deps.store, member, call)))
      return {
        problem: 'forbidden',
        detail: `As ${role} you manage the keys that are bound to ${BOUND_TO[reach]}.`,
      };
    const id = `person:${tenant}/${member.owner}`;
    return { admitted: { id, sourceAddress: token.sourceAddress, role } };
  };
}

type PartialReach = Exclude<Reach, 'all' | 'nothing'>;

/** What a caller with such a reach is told. */
const BOUND_TO: Readonly<Record<PartialReach, string>> = {
  'own-keys': 'you',
  'application-keys': 'you or to an application of the tenant',
};

/** Whether a call is about a key that is bound to an owner within the caller's reach, or will be. */
async function isWithin(
  reach: PartialReach,
  store: Store,
  member: Member,
  { params, body }: Call<ConsoleOperation>,
): Promise<boolean> {
  // In the path, and of a key to be managed in the body.
  const named = onKey.safeParse(params).data ?? onKey.safeParse(body).data;
  if (!named) return isBoundWithin(reach, store, member, newKey.safeParse(body).data);
  const key = await store.readKey(named.key);
  // The route itself answers that there is no such key.
  return key?.tenant !== member.tenant || isBoundWithin(reach, store, member, key);
}

/** An unbound key outlives its owner's role and deactivation, so only an app-admin makes or keeps one. */
async function isBoundWithin(
  reach: PartialReach,
  store: Store,
  member: Member,
  key: { readonly owner: string; readonly boundBy: string } | undefined,
): Promise<boolean> {
  if (key?.boundBy !== 'owner') return false;
  if (key.owner === member.owner) return true;
  if (reach === 'own-keys') return false;
  return (await store.readOwner(member.tenant, key.owner))?.kind === 'application';
}
