import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { consoleRoutes, personRoutes } from '../../lib/contracts/http/console.ts';
import type { Caller } from '../../lib/core/audit/event.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { admitting } from '../../lib/http/authorization.ts';
import { createDispatcher, endpointsOf, type RouteHandlers } from '../../lib/http/dispatch.ts';
import type { GatewayEvent } from '../../lib/http/gateway-event.ts';
import { iamCaller } from '../../lib/http/iam-caller.ts';
import { type PersonToken, personToken } from '../../lib/http/access-token.ts';
import { problemReply } from '../../lib/http/reply.ts';
import { createAdmission } from './console/authorize.ts';
import { personHandlers } from './console/me.ts';
import type { People } from './console/console-users.ts';
import type { ControlApiDeps } from './deps.ts';
import { auditHandlers } from './routes/audit.ts';
import { keySessionHandlers } from './routes/key-sessions.ts';
import { keyHandlers } from './routes/keys.ts';
import { managedKeyHandlers } from './routes/managed-keys.ts';
import { ownerHandlers } from './routes/owners.ts';
import { reportHandlers } from './routes/reports.ts';
import { tenantHandlers } from './routes/tenants.ts';
import { usageHandlers } from './routes/usage.ts';
import { verifyHandlers } from './routes/verify.ts';
import { watchHandlers } from './routes/alarms.ts';

/**
 * Makes the Lambda handler of the admin surface, whose callers are IAM principals that the gateway checked, and of
 * the console, whose callers are people who signed in. What is done is the same on both.
 */
export function createHandler(deps: ControlApiDeps) {
  const { people, log } = deps;
  const handlers = {
    ...tenantHandlers(deps),
    ...ownerHandlers(deps),
    ...keyHandlers(deps),
    ...keySessionHandlers(deps),
    ...managedKeyHandlers(deps),
    ...verifyHandlers(deps),
    ...usageHandlers(deps),
    ...reportHandlers(deps),
    ...auditHandlers(deps),
    ...watchHandlers(deps),
  };
  const forOperators = endpointsOf({
    routes: adminRoutes,
    handlers,
    identify: iamCaller,
    refuse: problemReply,
  });
  return createDispatcher([...forOperators, ...(people ? forPeople(deps, people, handlers) : [])], log);
}

function forPeople(deps: UseCaseDeps, people: People, handlers: RouteHandlers<typeof consoleRoutes, Caller>) {
  const callers = {
    identify: (event: GatewayEvent) => personToken(event, people),
    refuse: problemReply,
  };
  const admitted = admitting<typeof consoleRoutes, PersonToken, Caller>(
    handlers,
    createAdmission(deps, people),
  );
  return [
    ...endpointsOf({ ...callers, routes: consoleRoutes, handlers: admitted }),
    ...endpointsOf({ ...callers, routes: personRoutes, handlers: personHandlers(deps, people) }),
  ];
}
