import type { personRoutes } from '../../../lib/contracts/http/console.ts';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { findMembers } from '../../../lib/core/members/member.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import type { PersonToken } from '../../../lib/http/access-token.ts';
import { type People, signedIn } from './console-users.ts';

export function personHandlers(
  deps: UseCaseDeps,
  people: People,
): RouteHandlers<typeof personRoutes, PersonToken> {
  return {
    me: async (_input, token) => {
      const person = signedIn(token, people);
      const members = await findMembers(deps, person);
      if (members === 'contended') return { problem: 'unavailable' };
      const memberships = members.map(({ role, ...member }) => ({
        ...member,
        role: effectiveRole(role, token.claimedRoles),
      }));
      return { body: { email: await person.verifiedEmail(), memberships } };
    },
  };
}
