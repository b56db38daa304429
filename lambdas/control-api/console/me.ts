import { CONSOLE_OPERATIONS, type consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { mayCall, reachOf } from '../../../lib/contracts/http/role-permissions.ts';
import { actionsOfRole } from '../../../lib/core/access/permissions.ts';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { findMembers, type Member } from '../../../lib/core/members/member.ts';
import type { AccessToken } from '../../../lib/http/access-token.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import type { ControlApiDeps } from '../deps.ts';
import { type ConsoleUsers, verifiedUser } from './console-users.ts';

export function consoleUserHandlers(
  deps: ControlApiDeps,
  consoleUsers: ConsoleUsers,
): RouteHandlers<typeof consoleUserRoutes, AccessToken> {
  const features = {
    usage: deps.usage !== undefined,
    rotation: deps.rotation !== undefined,
    alarms: deps.activeAlarms !== undefined,
    auditChain: deps.chain !== undefined,
  };
  return {
    me: async (_input, token) => {
      const person = verifiedUser(token, consoleUsers);
      const members = await findMembers(deps, person);
      if (members === 'conflict') return { problem: 'unavailable' };
      const memberships = await Promise.all(
        members.map((member) => membershipOf(deps, member, token.claimedRoles)),
      );
      return { body: { email: await person.verifiedEmail(), memberships, features } };
    },
  };
}

async function membershipOf(
  { store, profile }: ControlApiDeps,
  member: Member,
  claimedRoles: readonly string[],
) {
  const role = effectiveRole(member.role, claimedRoles);
  const actions = actionsOfRole(role);
  const tenant = await store.readTenant(member.tenant);
  return {
    ...member,
    tenantName: tenant?.name ?? null,
    role,
    operations: CONSOLE_OPERATIONS.filter((operation) => mayCall(role, operation, profile)),
    managedKeys: reachOf(role, 'createKey', profile),
    permissionActions: actions && [...actions],
  };
}
