import * as z from 'zod';
import type { ConsoleOperation } from '../../../lib/contracts/http/console.ts';
import { type Reach, reachOf } from '../../../lib/contracts/http/role-permissions.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { findMember, type Member } from '../../../lib/core/members/member.ts';
import { readKnown } from '../../../lib/core/read-known.ts';
import type { Store } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { AccessToken } from '../../../lib/http/access-token.ts';
import type { Authorization, Call } from '../../../lib/http/authorization.ts';
import { type ConsoleUsers, verifiedUser } from './console-users.ts';

/** Parse the parts of an already validated input. */
const inTenant = z.object({ tenant: z.string() });
const onKey = z.object({ key: z.string() });
const onKeys = z.object({ keys: z.array(z.object({ id: z.string() })) });
const newKey = z.object({ owner: z.string(), boundBy: z.string().default('owner') });
const withLimits = z.object({ limits: z.array(z.unknown()) });

/**
 * Authorizes a call of a console user by the current stored role. A user who is not a member of the tenant gets
 * `not-found`. A member without access to the route gets `forbidden` (MH-10, MB-01, MB-08).
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
    if (reach === 'nothing')
      return {
        problem: 'forbidden',
        detail: `Your role in this tenant is ${role}. Ask an app-admin of the tenant for access.`,
      };
    if (reach !== 'all' && !(await isWithin(reach, deps.store, member, call)))
      return {
        problem: 'forbidden',
        detail: `The role ${role} manages only keys that are bound to ${BOUND_TO[reach]}.`,
      };
    if (reach !== 'all' && setsLimits(call))
      return {
        problem: 'forbidden',
        detail: `The role ${role} does not set limits of keys. Ask an app-admin of the tenant to set them.`,
      };
    const id = `person:${tenant}/${member.owner}`;
    return { identity: { id, sourceAddress: token.sourceAddress, role } };
  };
}

type PartialReach = Exclude<Reach, 'all' | 'nothing'>;

/** The keys of a partial reach, for the error message. */
const BOUND_TO: Readonly<Record<PartialReach, string>> = {
  'own-keys': 'you',
  'application-keys': 'you or to an application of the tenant',
};

/** Limits of a key replace those of the plan, which its manager could raise with them. A new key has none by default. */
function setsLimits({ operation, body }: Call<ConsoleOperation>): boolean {
  const { data } = withLimits.safeParse(body);
  return data !== undefined && (operation !== 'createKey' || data.limits.length > 0);
}

/** Whether each key of a call is, or will be, bound to an owner within the caller's reach. */
async function isWithin(
  reach: PartialReach,
  store: Store,
  member: Member,
  { params, body }: Call<ConsoleOperation>,
): Promise<boolean> {
  const one = onKey.safeParse(params).data ?? onKey.safeParse(body).data;
  if (one) return isKeyWithin(reach, store, member, await store.readKey(one.key));
  const list = onKeys.safeParse(body).data;
  if (!list) return isBoundWithin(reach, store, member, newKey.safeParse(body).data);
  const within = await Promise.all(
    list.keys.map(async ({ id }) => {
      const key = await readKnown(store.readKey(id));
      // The route cannot decode the key either. It reports the problem of this key and revokes the others.
      return key === 'unknown' || isKeyWithin(reach, store, member, key);
    }),
  );
  return within.every(Boolean);
}

/** Whether an existing key is within the reach. For any other tenant the route itself responds with `not-found`. */
async function isKeyWithin(
  reach: PartialReach,
  store: Store,
  member: Member,
  key: Key | undefined,
): Promise<boolean> {
  return key?.tenant !== member.tenant || isBoundWithin(reach, store, member, key);
}

/** Only app-admins manage unbound keys, because these do not depend on the role and status of their owner. */
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
