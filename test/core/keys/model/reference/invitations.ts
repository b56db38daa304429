import type { Caller } from '../../../../../lib/core/audit/event.ts';
import type { Owner } from '../../../../../lib/core/owners/owner.ts';
import type { CommandOf } from '../command.ts';
import { folded, writeOwner } from './members.ts';
import { type Context, done, isSame, ownerOf, rejected, type State, type Verdict } from './state.ts';

type OfPerson = CommandOf<'sign-in' | 'list-memberships'>;

/** A call of a console user: the first one accepts the invitation of the verified address (docs/console-users.md). */
export function signIn(state: State, command: CommandOf<'sign-in'>, context: Context): Verdict {
  const member = memberOf(state, command.tenant, command, context);
  return member ? { ...done('member'), content: member } : rejected('not-found');
}

/** All tenants of a console user; those that invite the verified address are accepted. */
export function listMemberships(
  state: State,
  command: CommandOf<'list-memberships'>,
  context: Context,
): Verdict {
  const tenants = [...state.tenants.keys()].sort();
  const memberships = tenants.flatMap((each) => memberOf(state, each, command, context) ?? []);
  return { ...done('listed'), content: memberships };
}

/** The membership of a person in a tenant. */
function memberOf(state: State, tenant: string, command: OfPerson, context: Context): object | undefined {
  const owners = [...state.owners.values()].filter((each) => each.tenant === tenant);
  const bound = owners.find(({ identity }) => isSame(identity, command.identity));
  const owner = bound ?? accept(state, owners, command, context);
  if (owner?.status !== 'active' || owner.role === null) return undefined;
  return { tenant, owner: owner.id, role: owner.role };
}

/** Binds an owner who is invited by the verified address and not bound yet. */
function accept(
  state: State,
  owners: readonly Owner[],
  { identity, verifiedEmail, caller }: OfPerson & { readonly caller: Caller },
  context: Context,
): Owner | undefined {
  const invited = owners.find(({ email }) => email !== null && email === folded(verifiedEmail));
  if (invited?.status !== 'active' || invited.identity) return undefined;
  writeOwner(state, caller, context, 'owner.identity-bound', [invited, { ...invited, identity }]);
  return ownerOf(state, invited.tenant, invited.id);
}
