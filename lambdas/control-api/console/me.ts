import type { consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { findMembers } from '../../../lib/core/members/member.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { AccessToken } from '../../../lib/http/access-token.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { type ConsoleUsers, verifiedUser } from './console-users.ts';

export function consoleUserHandlers(
  deps: UseCaseDeps,
  consoleUsers: ConsoleUsers,
): RouteHandlers<typeof consoleUserRoutes, AccessToken> {
  return {
    me: async (_input, token) => {
      const person = verifiedUser(token, consoleUsers);
      const members = await findMembers(deps, person);
      if (members === 'conflict') return { problem: 'unavailable' };
      const memberships = members.map(({ role, ...member }) => ({
        ...member,
        role: effectiveRole(role, token.claimedRoles),
      }));
      return { body: { email: await person.verifiedEmail(), memberships } };
    },
  };
}
