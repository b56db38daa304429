import * as z from 'zod';
import type { ConsoleOperation } from '../../../lib/contracts/http/console.ts';
import { reachOf } from '../../../lib/contracts/http/rights.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { effectiveRole } from '../../../lib/core/people/effective-role.ts';
import { findMember, type Member } from '../../../lib/core/people/member.ts';
import type { Store } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { Admission, Call } from '../../../lib/http/admission.ts';
import type { PersonToken } from '../../../lib/http/person-token.ts';
import { type People, signedIn } from './people.ts';

/** What is read of input that fits its route already. */
const inTenant = z.object({ tenant: z.string() });
const onKey = z.object({ key: z.string() });
const newKey = z.object({ owner: z.string(), boundBy: z.string().default('owner') });

/**
 * Decides on a person's call by what is stored of them now: whoever is no member of the tenant finds no such tenant,
 * and whoever may not have the route is told so (MH-10, MB-01, MB-08).
 */
export function createAdmission(deps: UseCaseDeps, people: People) {
  return async (
    token: PersonToken,
    call: Call<ConsoleOperation>,
  ): Promise<Admission<Caller, 'not-found' | 'forbidden' | 'unavailable'>> => {
    const { tenant } = inTenant.parse(call.params);
    const member = await findMember(deps, signedIn(token, people), tenant);
    if (member === 'contended') return { problem: 'unavailable' };
    if (!member) return { problem: 'not-found' };

    const role = effectiveRole(member.role, token.claimedRoles);
    const reach = reachOf(role, call.operation, deps.profile);
    if (reach === 'nothing') return { problem: 'forbidden', detail: `Your role here is ${role}.` };
    if (reach === 'own-keys' && (await isAboutOthers(deps.store, member, call)))
      return { problem: 'forbidden', detail: `As ${role} you manage the keys that are bound to you.` };
    const id = `person:${tenant}/${member.owner}`;
    return { admitted: { id, sourceAddress: token.sourceAddress, role } };
  };
}

/** Whether a call is about a key that is not, or would not be, bound to the caller. */
async function isAboutOthers(
  store: Store,
  { tenant, owner }: Member,
  { params, body }: Call<ConsoleOperation>,
): Promise<boolean> {
  // In the path, and of a key to be managed in the body.
  const named = onKey.safeParse(params).data ?? onKey.safeParse(body).data;
  if (!named) return !isBoundTo(owner, newKey.safeParse(body).data);
  const key = await store.readKey(named.key);
  // What isn't there is nobody's: the route itself says so.
  return key?.tenant === tenant && !isBoundTo(owner, key);
}

/** An unbound key would outlive its owner's role and cut-off, so that it is not theirs to make or keep. */
function isBoundTo(
  owner: string,
  key: { readonly owner: string; readonly boundBy: string } | undefined,
): boolean {
  return key?.owner === owner && key.boundBy === 'owner';
}
