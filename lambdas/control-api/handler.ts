import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../../lib/contracts/http/console.ts';
import type { Caller } from '../../lib/core/audit/event.ts';
import { type AccessToken, accessToken } from '../../lib/http/access-token.ts';
import { withAuthorization } from '../../lib/http/authorization.ts';
import { createDispatcher, endpointsOf, type RouteHandlers } from '../../lib/http/dispatch.ts';
import type { GatewayEvent } from '../../lib/http/gateway-event.ts';
import { iamCaller } from '../../lib/http/iam-caller.ts';
import { problemReply } from '../../lib/http/reply.ts';
import { createAuthorization } from './console/authorize.ts';
import type { ConsoleUsers } from './console/console-users.ts';
import { consoleUserHandlers } from './console/me.ts';
import type { ControlApiDeps } from './deps.ts';
import { alarmHandlers } from './routes/alarms.ts';
import { auditHandlers } from './routes/audit.ts';
import { budgetHandlers } from './routes/budgets.ts';
import { keySessionHandlers } from './routes/key-sessions.ts';
import { keyHandlers } from './routes/keys.ts';
import { managedKeyHandlers } from './routes/managed-keys.ts';
import { ownerHandlers } from './routes/owners.ts';
import { reportHandlers } from './routes/reports.ts';
import { tenantHandlers } from './routes/tenants.ts';
import { usageHandlers } from './routes/usage.ts';
import { verifyHandlers } from './routes/verify.ts';

/**
 * Makes the Lambda handler of the admin API for IAM principals and of the console API for signed-in users. API Gateway
 * authenticates both. Both APIs share the same handlers.
 */
export function createHandler(deps: ControlApiDeps) {
  const { consoleUsers, log } = deps;
  const handlers = {
    ...tenantHandlers(deps),
    ...ownerHandlers(deps),
    ...keyHandlers(deps),
    ...keySessionHandlers(deps),
    ...budgetHandlers(deps),
    ...managedKeyHandlers(deps),
    ...verifyHandlers(deps),
    ...usageHandlers(deps),
    ...reportHandlers(deps),
    ...auditHandlers(deps),
    ...alarmHandlers(deps),
  };
  const forOperators = endpointsOf({
    routes: adminRoutes,
    handlers,
    authenticate: iamCaller,
    reject: problemReply,
  });
  return createDispatcher(
    [...forOperators, ...(consoleUsers ? consoleEndpoints(deps, consoleUsers, handlers) : [])],
    log,
  );
}

function consoleEndpoints(
  deps: ControlApiDeps,
  consoleUsers: ConsoleUsers,
  handlers: RouteHandlers<typeof consoleRoutes, Caller>,
) {
  const callers = {
    authenticate: (event: GatewayEvent) => accessToken(event, consoleUsers),
    reject: problemReply,
  };
  const authorized = withAuthorization<typeof consoleRoutes, AccessToken, Caller>(
    handlers,
    createAuthorization(deps, consoleUsers),
  );
  return [
    ...endpointsOf({ ...callers, routes: consoleRoutes, handlers: authorized }),
    ...endpointsOf({
      ...callers,
      routes: consoleUserRoutes,
      handlers: consoleUserHandlers(deps, consoleUsers),
    }),
  ];
}
